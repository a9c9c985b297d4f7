export { connectAdmin } from './admin/call-admin.js'
export {
  type BudgetLimits,
  type KeyAdmin,
  type KeyStatus,
  keyAdmin,
  openKeyAdmin,
} from './admin/key-admin.js'
export { serveAdmin } from './admin/serve-admin.js'
export { createGateway, type Gateway, type GatewayOptions } from './create-gateway.js'
export { type GatewayErrorCode, gatewayError } from './errors.js'
export type { GatewayServer } from './http/listen.js'
export { issueKey, type NewKeyRequest } from './keys/issue-key.js'
export type { KeyRequest, KeyStore } from './keys/key-store.js'
export type { KeyLimits, KeyRecord } from './keys/records.js'
export type { Candidate, Candidates, GatewayModel } from './model.js'
export type { Budget, Ledger } from './money/ledger.js'
export type { Price } from './money/price.js'
