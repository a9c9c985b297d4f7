export { type AuthHeader, authHeaders, type HeaderPairs } from './btauth/headers.js'
export { createNonceSource, type NonceSource, type NonceSourceOptions } from './btauth/nonce-source.js'
export {
  createMemoryNonceStore,
  DEFAULT_NONCE_RETENTION_MS,
  type MemoryNonceStoreOptions,
  type NonceStore,
} from './btauth/nonce-store.js'
export {
  createRedisNonceStore,
  type RedisNonceStoreOptions,
  type RedisSetClient,
} from './btauth/redis-nonce-store.js'
export { type SignRequestParameters, signRequest } from './btauth/sign-request.js'
export { type PayloadParts, signingPayload } from './btauth/signing-payload.js'
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
} from './btauth/verify-request.js'
export { createMinerClient, type MinerClientOptions } from './client/create-miner-client.js'
export { transportError } from './errors/transport-error.js'
export { defaultServerLimits, type ServerLimits } from './http/limits.js'
export { type LegacyAxonOptions, serveLegacyAxon } from './legacy/axon.js'
export type { LegacyFailure } from './legacy/axon-exchange.js'
export { type LegacyAxonRules, strictLegacyRules, v10LegacyRules } from './legacy/axon-rules.js'
export { bodyHash, fieldHash } from './legacy/body-hash.js'
export {
  createLegacyDendrite,
  type LegacyDendrite,
  type LegacyDendriteOptions,
  type LegacyQueryOptions,
  type LegacyResponse,
} from './legacy/dendrite.js'
export { type ExactJson, parseExactJson, writeExactJson } from './legacy/exact-json.js'
export { inputObjectHeaders } from './legacy/input-objects.js'
export { buildLegacyHeaders, type LegacyHeaders, parseLegacyHeaders } from './legacy/legacy-headers.js'
export {
  type LegacyCall,
  type LegacyCaller,
  type LegacyClaim,
  LegacyHttpError,
  type LegacyRoute,
  type LegacyRouteParts,
  legacyRoute,
} from './legacy/legacy-route.js'
export {
  exactFields,
  hashSynapse,
  type LegacySynapse,
  type LegacySynapseOptions,
  legacySynapse,
} from './legacy/legacy-synapse.js'
export type { LegacyNonceRules } from './legacy/nonce-memory.js'
export { type LegacyNonceState, refuseLegacyNonce } from './legacy/nonce-rule.js'
export { pythonRepr, pythonStr } from './legacy/python-str.js'
export {
  type LegacySignedParts,
  legacySigningMessage,
  signLegacyRequest,
  verifyLegacySignature,
} from './legacy/signature.js'
export type { TerminalInfo } from './legacy/terminal-info.js'
export { type Admission, combineAdmissions } from './server/admission.js'
export type { Call, Caller, Handlers } from './server/handlers.js'
export { type MetagraphAdmissionOptions, metagraphAdmission } from './server/metagraph-admission.js'
export { type RateLimitOptions, rateLimit } from './server/rate-limit.js'
export { type CallContext, createRouter, type ProtocolRouter, type RouterRoot } from './server/router.js'
export { type MinerOptions, type MinerServer, serveMiner } from './server/serve-miner.js'
export {
  type FailedRequest,
  type ProtocolServer,
  type ProtocolServerOptions,
  serveProtocol,
} from './server/serve-protocol.js'
