export { type Admission, combineAdmissions } from '../protocol/admission.js'
export { type AuthHeader, authHeaders, type HeaderPairs } from '../protocol/auth-headers.js'
export { createMinerClient, type MinerClientOptions } from '../protocol/client.js'
export type { Call, Caller, Handlers } from '../protocol/handlers.js'
export { createNonceSource, type NonceSource, type NonceSourceOptions } from '../protocol/nonce-source.js'
export {
  createMemoryNonceStore,
  DEFAULT_NONCE_RETENTION_MS,
  type MemoryNonceStoreOptions,
  type NonceStore,
} from '../protocol/nonce-store.js'
export type { MinerClient, MinerEndpoint, QueryOptions, QueryResult } from '../protocol/query.js'
export {
  createRedisNonceStore,
  type RedisNonceStoreOptions,
  type RedisSetClient,
} from '../protocol/redis-nonce-store.js'
export { type CallContext, createRouter, type ProtocolRouter, type RouterRoot } from '../protocol/router.js'
export {
  type FailedRequest,
  type ProtocolServer,
  type ProtocolServerOptions,
  serveProtocol,
} from '../protocol/server.js'
export { defaultServerLimits, type ServerLimits } from '../protocol/server-limits.js'
export { type SignRequestParameters, signRequest } from '../protocol/sign-request.js'
export { type PayloadParts, signingPayload } from '../protocol/signing-payload.js'
export {
  createRequestVerifier,
  DEFAULT_ALLOWED_SKEW_MS,
  DEFAULT_MAX_AGE_MS,
  type ReceivedRequest,
  type RequestClaim,
  type RequestVerifier,
  type RequestVerifierOptions,
  type VerifiedCaller,
  verifyRequest,
} from '../protocol/verify-request.js'
