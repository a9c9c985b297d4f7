// Schemas of options that a configuration file can set, for programs that read one.

export { spoolOptions } from '../body/spool.js'
export { minerClientOptions } from '../client/miner-client-options.js'
export { clientReceiptOptions } from '../client/receipt-collector.js'
export { serverLimitFields } from '../http/limits.js'
export { tlsFileOptions } from '../http/tls.js'
export { metricsField } from '../metrics/options.js'
export { serverReceiptOptions } from '../receipts/server-receipts.js'
export { callerListField } from '../server/caller-lists.js'
export { rateLimitOptions } from '../server/rate-limit.js'
export { serverSessionOptions } from '../session/server-sessions.js'
