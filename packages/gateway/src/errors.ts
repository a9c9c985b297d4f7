import { type CodeOf, defineErrors } from '@subnetkit/base'

/** Errors of a gateway's operator; what its customers get is an {@link ApiError}. */
export const gatewayError = defineErrors({
  DEPOSIT_CHAIN_CHANGED: {
    message: 'block {block} does not follow block {after}, up to which deposits are credited',
    fix: 'Check that all endpoints are of one chain and in sync; nothing is credited until they agree.',
  },
  KEY_PREPAID: {
    message: 'key {id} is prepaid: its cap is what was paid in',
    fix: 'Leave out the cap and the period, or create another key without --prepaid.',
  },
  KEY_UNKNOWN: {
    message: 'there is no key {id}',
    fix: 'Run subnet gateway keys list for the ids of all keys.',
  },
})

/** The closed set of codes of {@link gatewayError}. */
export type GatewayErrorCode = CodeOf<typeof gatewayError>
