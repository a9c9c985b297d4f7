import { performance } from 'node:perf_hooks'
import { callback, integer, milliseconds, optionsOf, parseOptions } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import type { Admission } from './admission.js'
import { createTokenBuckets } from './token-buckets.js'

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** Most requests of one caller at once; used ones come back evenly, all of them within `windowMs`. */
  readonly limit: number
  /** Time in which all `limit` requests come back, in ms. */
  readonly windowMs: number
  /**
   * Maximum number of callers to track; beyond it, the one that was served least recently is forgotten.
   * @default 4096
   */
  readonly maxCallers?: number | undefined
  /**
   * Monotonic time in ms.
   * @default performance.now
   */
  readonly now?: (() => number) | undefined
}

export const rateLimitOptions = optionsOf({
  limit: integer(1),
  windowMs: milliseconds(),
  maxCallers: integer(1).default(4_096),
  now: callback<() => number>().default(() => () => performance.now()),
})

/** Handshakes of sessions and requests for receipts, which must not use up the calls of a caller. */
const serviceAllowance = { limit: 30, windowMs: 60_000 }

/**
 * Limits each caller separately with a token bucket (CALLER_TOO_FREQUENT, which says when the next request passes). Only
 * requests whose signature verified are counted, so no caller can use up another's share. Handshakes of sessions and
 * requests for receipts have an allowance of their own: 30 in 60 s. Throws CONFIG_INVALID for a
 * limit that is not a positive integer.
 */
export function rateLimit(options: RateLimitOptions): Admission {
  const { limit, windowMs, maxCallers, now } = parseOptions(rateLimitOptions, options, 'rateLimit')
  const allowances = {
    call: createAllowance({ limit, windowMs }),
    service: createAllowance(serviceAllowance),
  }

  function createAllowance(allowed: Pick<RateLimitOptions, 'limit' | 'windowMs'>) {
    const refillMs = allowed.windowMs / allowed.limit
    const buckets = createTokenBuckets({ capacity: allowed.limit, refillMs, maxKeys: maxCallers, now })
    return (hotkey: string, count: 'wait' | 'take') => {
      const retryMs = buckets[count](hotkey)
      if (retryMs > 0) throw transportError('CALLER_TOO_FREQUENT', { hotkey, ...allowed, retryMs })
    }
  }

  return {
    check: (hotkey, _, kind = 'call') => allowances[kind](hotkey, 'wait'),
    admit: (hotkey, _, kind = 'call') => allowances[kind](hotkey, 'take'),
  }
}
