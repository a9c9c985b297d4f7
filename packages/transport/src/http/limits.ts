import { integer, milliseconds, optionsOf } from '@subnetkit/base'

/**
 * Limits on concurrent work and time of one server. A limit that is part of another, as that of each caller is of all, may
 * not be larger; its default is never larger than what the other is set to.
 */
export interface ServerLimits {
  /** Maximum size of a request's headers, in bytes. @default 16384 */
  readonly headerBytes: number
  /** Maximum number of headers. @default 64 */
  readonly headerCount: number
  /** Time for the headers to arrive, in ms. @default 5000 */
  readonly headersTimeoutMs: number
  /** Time for the whole body to arrive once the headers did, in ms. @default 5000 */
  readonly bodyTimeoutMs: number
  /** Same for a connection on which no signature has verified yet, in ms. @default 2000 */
  readonly unprovenBodyTimeoutMs: number
  /** Time for which an idle connection is kept, in ms. @default 10000 */
  readonly keepAliveMs: number
  /**
   * Maximum number of open connections. A further one evicts the oldest on which no signature has verified, or is
   * dropped if there is none.
   * @default 4096
   */
  readonly maxConnections: number
  /** Same for each remote address, IPv6 by its /64. @default 1024 */
  readonly maxConnectionsPerAddress: number
  /**
   * Maximum number of requests being received and verified. A further one evicts the oldest whose connection has not
   * proven a signature, or is refused if there is none.
   * @default 256
   */
  readonly maxPending: number
  /** Same for each hotkey; a hotkey that is only claimed counts for its remote address. @default 128 */
  readonly maxPendingPerCaller: number
  /**
   * Maximum number of signed requests of one claimed hotkey from one address that have not proven it: those being
   * checked, and those that failed, which are forgotten at the rate of `unprovenPerSecond`.
   * @default 128
   */
  readonly maxUnprovenPerCaller: number
  /** Same for each remote address, IPv6 by its /64, whatever hotkeys it claims. @default 256 */
  readonly maxUnprovenPerAddress: number
  /** Failed requests that are forgotten in a second, for each caller and for each address. @default 10 */
  readonly unprovenPerSecond: number
  /** Maximum number of requests in handlers. @default 64 */
  readonly maxConcurrent: number
  /**
   * Same for each hotkey; further requests wait. The last eighth of the places is for hotkeys of which nothing runs, as far
   * as this limit leaves it free.
   * @default a quarter of maxConcurrent, at least 1
   */
  readonly maxConcurrentPerCaller?: number | undefined
  /** Maximum number of requests that wait for a handler; 0 refuses them at once. @default 128 */
  readonly maxWaiting: number
  /** Longest time that a request waits for a handler, in ms; never longer than the deadline of its synapse. @default 2000 */
  readonly maxWaitMs: number
  /** Time without being served that counts as much as a doubling of the stake among those that wait, in ms. @default 1000 */
  readonly agingMs: number
  /** Time that requests in flight have to finish after `close`, in ms. @default 10000 */
  readonly closeDeadlineMs: number
}

export const defaultServerLimits: ServerLimits = {
  headerBytes: 16_384,
  headerCount: 64,
  headersTimeoutMs: 5_000,
  bodyTimeoutMs: 5_000,
  unprovenBodyTimeoutMs: 2_000,
  keepAliveMs: 10_000,
  maxConnections: 4_096,
  maxConnectionsPerAddress: 1_024,
  maxPending: 256,
  maxPendingPerCaller: 128,
  maxUnprovenPerCaller: 128,
  maxUnprovenPerAddress: 256,
  unprovenPerSecond: 10,
  maxConcurrent: 64,
  maxWaiting: 128,
  maxWaitMs: 2_000,
  agingMs: 1_000,
  closeDeadlineMs: 10_000,
}

export const serverLimitFields = optionsOf({
  headerBytes: integer(1).default(defaultServerLimits.headerBytes),
  headerCount: integer(1).default(defaultServerLimits.headerCount),
  headersTimeoutMs: milliseconds().default(defaultServerLimits.headersTimeoutMs),
  bodyTimeoutMs: milliseconds().default(defaultServerLimits.bodyTimeoutMs),
  unprovenBodyTimeoutMs: milliseconds().optional(),
  keepAliveMs: milliseconds().default(defaultServerLimits.keepAliveMs),
  maxConnections: integer(1).default(defaultServerLimits.maxConnections),
  maxConnectionsPerAddress: integer(1).optional(),
  maxPending: integer(1).default(defaultServerLimits.maxPending),
  maxPendingPerCaller: integer(1).optional(),
  maxUnprovenPerCaller: integer(1).optional(),
  maxUnprovenPerAddress: integer(1).default(defaultServerLimits.maxUnprovenPerAddress),
  unprovenPerSecond: integer(1).default(defaultServerLimits.unprovenPerSecond),
  maxConcurrent: integer(1).default(defaultServerLimits.maxConcurrent),
  maxConcurrentPerCaller: integer(1).optional(),
  maxWaiting: integer().default(defaultServerLimits.maxWaiting),
  maxWaitMs: milliseconds().default(defaultServerLimits.maxWaitMs),
  agingMs: milliseconds().default(defaultServerLimits.agingMs),
  closeDeadlineMs: milliseconds().default(defaultServerLimits.closeDeadlineMs),
})

/** Limits that are parts of others. */
const wholes = {
  unprovenBodyTimeoutMs: 'bodyTimeoutMs',
  maxConnectionsPerAddress: 'maxConnections',
  maxPendingPerCaller: 'maxPending',
  maxUnprovenPerCaller: 'maxUnprovenPerAddress',
  maxConcurrentPerCaller: 'maxConcurrent',
} as const
const parts = Object.keys(wholes) as readonly (keyof typeof wholes)[]

/** Fills in the defaults; refuses limits that contradict each other. */
export const serverLimits = serverLimitFields.transform((given, context) => {
  for (const part of parts) {
    const whole = wholes[part]
    const value = given[part]
    const most = given[whole]
    if (value === undefined || value <= most) continue
    const message = `${value} is above the ${most} of ${whole}, of which it is a part`
    const params = { fix: `Lower ${part} to ${most} at most, or raise ${whole}.` }
    context.addIssue({ code: 'custom', path: [part], message, params })
  }
  const part = (name: Exclude<keyof typeof wholes, 'maxConcurrentPerCaller'>) =>
    given[name] ?? Math.min(defaultServerLimits[name], given[wholes[name]])
  return {
    ...given,
    unprovenBodyTimeoutMs: part('unprovenBodyTimeoutMs'),
    maxConnectionsPerAddress: part('maxConnectionsPerAddress'),
    maxPendingPerCaller: part('maxPendingPerCaller'),
    maxUnprovenPerCaller: part('maxUnprovenPerCaller'),
  }
})
