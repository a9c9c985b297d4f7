import { defineErrors } from '@subnetkit/base'
import { authErrors } from './auth.js'
import { legacyErrors } from './legacy.js'
import { productErrors } from './product.js'
import { protocolErrors } from './protocol.js'
import { receiptErrors } from './receipts.js'
import { sessionErrors } from './session.js'

/** Errors of requests and answers, on both sides of the socket. */
export const transportError = defineErrors({
  ...authErrors,
  ...protocolErrors,
  ...legacyErrors,
  ...sessionErrors,
  ...receiptErrors,
  ...productErrors,
})
