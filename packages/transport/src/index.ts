export type { HashedBody } from './body/body-hash.js'
export type { SpoolOptions } from './body/spool.js'
export type { AuthHeader, HeaderPairs } from './btauth/headers.js'
export { createNonceSource, type NonceSource, type NonceSourceOptions } from './btauth/nonce-source.js'
export {
  createMemoryNonceStore,
  type MemoryNonceStoreOptions,
  type NonceStore,
} from './btauth/nonce-store.js'
export {
  createRedisNonceStore,
  type RedisNonceStoreOptions,
  type RedisSetClient,
} from './btauth/redis-nonce-store.js'
export { type SignRequestParameters, signRequest } from './btauth/sign-request.js'
export {
  createRequestVerifier,
  type ReceivedRequest,
  type RequestClaim,
  type RequestVerifier,
  type RequestVerifierOptions,
  type VerifiedCaller,
  verifyRequest,
} from './btauth/verify-request.js'
export { createMinerClient } from './client/create-miner-client.js'
export type { MinerClientOptions } from './client/miner-client-options.js'
export type { SessionMode } from './client/peer-sessions.js'
export type { ClientReceiptOptions } from './client/receipt-collector.js'
export { type ClockWatch, type ClockWatchOptions, createClockWatch } from './clock/clock-watch.js'
export {
  type ClockDiagnosis,
  type ClockSample,
  describeOffset,
  diagnoseClock,
  offsetOfDate,
} from './clock/diagnose-clock.js'
export { transportError } from './errors/transport-error.js'
export { defaultServerLimits, type ServerLimits } from './http/limits.js'
export { listenError } from './http/listen-error.js'
export type { ListeningServer } from './http/listener.js'
export { isPublicAddress } from './http/public-address.js'
export { addressKey } from './http/remote-address.js'
export { describeTakenPort } from './http/taken-port.js'
export type { TlsOptions } from './http/tls.js'
export { serveLegacyAxon } from './legacy/axon.js'
export type { LegacyFailure } from './legacy/axon-exchange.js'
export type { LegacyAxonOptions } from './legacy/axon-options.js'
export { type LegacyAxonRules, strictLegacyRules, v10LegacyRules } from './legacy/axon-rules.js'
export { createLegacyDendrite, type LegacyDendrite } from './legacy/dendrite.js'
export type {
  LegacyDendriteOptions,
  LegacyQueryOptions,
  LegacyStreamOptions,
} from './legacy/dendrite-options.js'
export type { LegacyResponse } from './legacy/legacy-response.js'
export type { CommonParts as LegacyRouteCommon } from './legacy/legacy-route.js'
export {
  type LegacyCall,
  type LegacyCaller,
  type LegacyClaim,
  LegacyHttpError,
  type LegacyRoute,
  type LegacyRouteParts,
  legacyRoute,
} from './legacy/legacy-route.js'
export type { LegacyStream, LegacyStreamResponse } from './legacy/legacy-stream.js'
export { type LegacySynapse, type LegacySynapseOptions, legacySynapse } from './legacy/legacy-synapse.js'
export type { LegacyNonceRules } from './legacy/nonce-memory.js'
export type { PythonField, PythonType } from './legacy/python-type.js'
export type { TerminalInfo } from './legacy/terminal-info.js'
export type { MetricsOptions } from './metrics/options.js'
export { formatProof, proofSchema } from './receipts/proof-file.js'
export type { ReceiptCounts, ServerReceiptOptions } from './receipts/server-receipts.js'
export { verifyReceipt } from './receipts/verify-receipt.js'
export { type Admission, combineAdmissions } from './server/admission.js'
export { type CallerList, type CallerListOptions, callerLists } from './server/caller-lists.js'
export { type Call, type Caller, checkHandlers, type Handled, type Handlers } from './server/handlers.js'
export { type MetagraphAdmissionOptions, metagraphAdmission } from './server/metagraph-admission.js'
export { type RateLimitOptions, rateLimit } from './server/rate-limit.js'
export {
  type CallContext,
  createRouter,
  type ProtocolProcedure,
  type ProtocolRouter,
  type RouterRoot,
} from './server/router.js'
export { type MinerOptions, type MinerServer, serveMiner } from './server/serve-miner.js'
export { type ProtocolServer, type ProtocolServerOptions, serveProtocol } from './server/serve-protocol.js'
export type { AnsweredRequest, FailedRequest, ServerOptions } from './server/server-options.js'
export type { PublicError } from './server/trpc-error.js'

export type { ServerSessionOptions } from './session/server-sessions.js'
