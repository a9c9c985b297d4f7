import { type CodeOf, defineErrors } from '@subnetkit/base'

/** Errors of a gateway's operator; what its customers get is an {@link ApiError}. */
export const gatewayError = defineErrors({
  CLAIM_UNKNOWN: {
    message: 'this gateway has no claim {claim}',
    fix: 'Run subnet gateway payouts list for the plans of this gateway.',
  },
  ANSWER_UNPROVEN: {
    message: 'the receipt is not valid: {place}: {detail}',
    fix: 'Do not rely on it. Get the receipt again from the gateway; if it is the same, show it to the operator.',
  },
  DEPOSIT_CHAIN_CHANGED: {
    message: 'block {block} does not follow block {after}, up to which deposits are credited',
    fix: 'Check that all endpoints are of one chain and in sync; nothing is credited until they agree.',
  },
  DEPOSIT_TOO_LARGE: {
    message:
      'the transfer of {rao} rao to {address} (block {block}, event {event}) is more than key {keyId} can hold',
    fix: 'Pay it back by hand: it brought no credits, and other deposits are not affected.',
  },
  KEY_PREPAID: {
    message: 'key {id} is prepaid: its cap is what was paid in',
    fix: 'Leave out the cap and the period, or create another key without --prepaid.',
  },
  PAYER_WRONG: {
    message: 'the plan is paid by {payer}, and the wallet signs for {signer}',
    fix: 'Choose the wallet of deposits.address with --wallet.',
  },
  PAYOUT_EMPTY: {
    message: 'nothing is due: no owner of miners has earned the minimum',
    fix: 'Wait until prepaid keys have spent more, or lower payouts.minimumRao.',
  },
  PLAN_BROKEN: {
    message: '{place} is not a plan that can be sent: {detail}',
    fix: 'Run subnet gateway payouts list --out FOLDER to write the plans as they were made.',
  },
  PLAN_CHAIN: {
    message: 'the plan is for the chain {planned}…, and the endpoint is of {genesis}…',
    fix: 'Choose the network of the plan with --network.',
  },
  PLAN_VOID: {
    message:
      'block {block} used nonce {nonce} of {payer} for something else: this part of the plan was not paid and never will be',
    fix: 'Run subnet gateway payouts renew {plan}, and send the plan that it writes; use a wallet for payouts that does nothing else between plan and send.',
  },
  PLAN_UNKNOWN: {
    message: 'this gateway has no plan {plan}',
    fix: 'Run subnet gateway payouts list for the plans of this gateway.',
  },
  REFUND_EMPTY: {
    message: 'nothing of what was paid in for key {id} can be refunded',
    fix: 'Run subnet gateway deposits {id} for what was paid in, and subnet gateway keys list for what is spent.',
  },
  KEY_UNKNOWN: {
    message: 'there is no key {id}',
    fix: 'Run subnet gateway keys list for the ids of all keys.',
  },
})

/** The closed set of codes of {@link gatewayError}. */
export type GatewayErrorCode = CodeOf<typeof gatewayError>
