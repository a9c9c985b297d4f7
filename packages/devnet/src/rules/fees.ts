import type { RuntimeCall } from '../schema/types/outer.js'

/** Calls that cost no fee, by pallet. */
const freeCalls: Readonly<Record<string, ReadonlySet<string>>> = {
  SubtensorModule: new Set([
    'set_weights',
    'set_mechanism_weights',
    'batch_set_weights',
    'commit_weights',
    'commit_mechanism_weights',
    'batch_commit_weights',
    'commit_crv3_mechanism_weights',
    'commit_timelocked_weights',
    'commit_timelocked_mechanism_weights',
    'reveal_weights',
    'reveal_mechanism_weights',
    'batch_reveal_weights',
    'decrease_take',
    'increase_take',
    'serve_axon',
    'serve_axon_tls',
    'serve_prometheus',
    'faucet',
    'associate_evm_key',
  ]),
  Commitments: new Set(['set_commitment']),
}

/** A batch is free when all of its calls are. */
export function isFree({ pallet, call, args }: RuntimeCall): boolean {
  const { calls } = args as { readonly calls?: readonly RuntimeCall[] }
  if (pallet === 'Utility' && calls !== undefined) return calls.every(isFree)
  return freeCalls[pallet]?.has(call) === true
}
