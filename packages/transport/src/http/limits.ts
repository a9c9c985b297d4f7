import { checkIntegers } from '@subnetkit/base'

/** What one server takes on at once, and for how long. */
export interface ServerLimits {
  /** Bytes of all headers of a request. @default 16384 */
  readonly headerBytes: number
  /** Headers of a request. @default 64 */
  readonly headerCount: number
  /** Time for the headers to arrive, in ms. @default 5000 */
  readonly headersTimeoutMs: number
  /** Time for the whole body to arrive once the headers did, in ms. @default 5000 */
  readonly bodyTimeoutMs: number
  /** How long an idle connection is kept, in ms. @default 10000 */
  readonly keepAliveMs: number
  /** Open connections; further ones are dropped. @default 1024 */
  readonly maxConnections: number
  /** Requests that are being received and verified. @default 256 */
  readonly maxPending: number
  /** Requests that are in a handler. @default 64 */
  readonly maxConcurrent: number
  /** How long requests in flight may finish after `close`, in ms. @default 10000 */
  readonly closeDeadlineMs: number
}

export const defaultServerLimits: ServerLimits = {
  headerBytes: 16_384,
  headerCount: 64,
  headersTimeoutMs: 5_000,
  bodyTimeoutMs: 5_000,
  keepAliveMs: 10_000,
  maxConnections: 1_024,
  maxPending: 256,
  maxConcurrent: 64,
  closeDeadlineMs: 10_000,
}

/** The default limits with some of them changed. Throws CONFIG_INVALID for one that would be none, such as 0 or NaN. */
export function withDefaultLimits(changed: Partial<ServerLimits> = {}): ServerLimits {
  const limits = { ...defaultServerLimits, ...changed }
  checkIntegers('server limits', { ...limits })
  return limits
}
