import { type CodeOf, defineErrors } from '@subnetkit/base'

/** Errors of a gateway's operator; what its customers get is an {@link ApiError}. */
export const gatewayError = defineErrors({
  VIEW_MISSING: {
    message: 'the subnet {subnet} has no view that a gateway can offer',
    fix: 'Pass one as views of its defineSubnet, made by chatView(protocol, …).',
  },
  KEY_UNKNOWN: {
    message: 'there is no key {id}',
    fix: 'Run subnet gateway keys list for the ids of all keys.',
  },
})

/** The closed set of codes of {@link gatewayError}. */
export type GatewayErrorCode = CodeOf<typeof gatewayError>
