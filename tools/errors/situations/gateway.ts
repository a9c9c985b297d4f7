import type { Situation } from './situation.js'

export const gateway: Situation = {
  title: 'Gateway',
  first:
    'Clients see the codes of chat services, which are in [the table of the gateway](gateway.md#an-answer-in-a-notebook). `GET /readyz` says whether a miner serves. These are errors of the operator’s commands.',
  causes: {
    KEY_UNKNOWN: 'The id is of another gateway: keys are in the folder or database of each.',
    KEY_PREPAID: 'A prepaid key spends what was paid in, so that its cap cannot be set.',
    ANSWER_UNPROVEN:
      'The receipt, the answer or the request was changed, or they do not belong together. The detail names the part.',
    DEPOSIT_CHAIN_CHANGED:
      'The endpoint shows another history than before: another chain, or a devnet that was restarted.',
    PAYER_WRONG: 'The plan was made for another coldkey than that of this wallet.',
    PAYOUT_EMPTY: 'No miner has earned as much as the least payment.',
    PLAN_VOID: 'The payer has signed something else meanwhile, so that this part can never be paid.',
    REFUND_EMPTY: 'All that was paid in has been spent or refunded.',
    CLAIM_UNKNOWN: 'The id is of another gateway or has a typo: plans are in the folder or database of each.',
    DEPOSIT_TOO_LARGE:
      'Somebody sent so much that the credits of the key would exceed what a counter holds. It brings no credits.',
    PLAN_BROKEN:
      'The file was edited, cut or written by hand. A plan is named by the hash of its content, so that each change is noticed.',
    PLAN_CHAIN: 'The plan was made on another network, or on a devnet that was started again since.',
    PLAN_UNKNOWN: 'The name is of another gateway, has a typo, or its plan was never completed.',
  },
}
