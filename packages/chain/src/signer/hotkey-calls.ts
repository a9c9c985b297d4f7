/**
 * Calls of a neuron's hotkey: weights in all their forms, axons, commitments. None of them moves money, transfers a key
 * or wraps another call; a signer that allows only these can at worst set bad weights.
 */
export const hotkeyCalls: readonly string[] = [
  'SubtensorModule.set_weights',
  'SubtensorModule.set_mechanism_weights',
  'SubtensorModule.batch_set_weights',
  'SubtensorModule.commit_weights',
  'SubtensorModule.commit_mechanism_weights',
  'SubtensorModule.batch_commit_weights',
  'SubtensorModule.commit_timelocked_weights',
  'SubtensorModule.commit_timelocked_mechanism_weights',
  'SubtensorModule.commit_crv3_mechanism_weights',
  'SubtensorModule.reveal_weights',
  'SubtensorModule.reveal_mechanism_weights',
  'SubtensorModule.batch_reveal_weights',
  'SubtensorModule.serve_axon',
  'SubtensorModule.serve_axon_tls',
  'SubtensorModule.serve_prometheus',
  'Commitments.set_commitment',
]
