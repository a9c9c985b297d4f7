import { type CodeOf, defineErrors } from '@subnetkit/base'

/** Errors of a gateway's operator; what its customers get is an {@link ApiError}. */
export const gatewayError = defineErrors({
  KEY_UNKNOWN: {
    message: 'there is no key {id}',
    fix: 'Run subnet gateway keys list for the ids of all keys.',
  },
})

/** The closed set of codes of {@link gatewayError}. */
export type GatewayErrorCode = CodeOf<typeof gatewayError>
