export { type Admission, combineAdmissions } from '../protocol/admission.js'
export { type AuthHeader, authHeaders, type HeaderPairs } from '../protocol/auth-headers.js'
export { createMinerClient, type MinerClientOptions } from '../protocol/client.js'
export type { Call, Caller, Handlers } from '../protocol/handlers.js'
export { type LegacyAxonOptions, serveLegacyAxon } from '../protocol/legacy/axon.js'
export { type LegacyAxonRules, strictLegacyRules, v10LegacyRules } from '../protocol/legacy/axon-rules.js'
export { bodyHash, fieldHash } from '../protocol/legacy/body-hash.js'
export {
  createLegacyDendrite,
  type LegacyDendrite,
  type LegacyDendriteOptions,
  type LegacyQueryOptions,
  type LegacyResponse,
} from '../protocol/legacy/dendrite.js'
export { type ExactJson, parseExactJson, writeExactJson } from '../protocol/legacy/exact-json.js'
export { inputObjectHeaders } from '../protocol/legacy/input-objects.js'
export type { LegacyFailure } from '../protocol/legacy/internal/axon-exchange.js'
export {
  buildLegacyHeaders,
  type LegacyHeaders,
  parseLegacyHeaders,
} from '../protocol/legacy/legacy-headers.js'
export {
  type LegacyCall,
  type LegacyCaller,
  type LegacyClaim,
  LegacyHttpError,
  type LegacyRoute,
  type LegacyRouteParts,
  legacyRoute,
} from '../protocol/legacy/legacy-route.js'
export {
  exactFields,
  hashSynapse,
  type LegacySynapse,
  type LegacySynapseOptions,
  legacySynapse,
} from '../protocol/legacy/legacy-synapse.js'
export type { LegacyNonceRules } from '../protocol/legacy/nonce-memory.js'
export { type LegacyNonceState, refuseLegacyNonce } from '../protocol/legacy/nonce-rule.js'
export { pythonRepr, pythonStr } from '../protocol/legacy/python-str.js'
export {
  type LegacySignedParts,
  legacySigningMessage,
  signLegacyRequest,
  verifyLegacySignature,
} from '../protocol/legacy/signature.js'
export type { TerminalInfo } from '../protocol/legacy/terminal-info.js'
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
