export { type MetagraphAdmissionOptions, metagraphAdmission } from '../miner/metagraph-admission.js'
export { type RateLimitOptions, rateLimit } from '../miner/rate-limit.js'
export { type MinerOptions, type MinerServer, serveMiner } from '../miner/serve-miner.js'
export type { Call, Caller, Handlers } from '../protocol/handlers.js'
