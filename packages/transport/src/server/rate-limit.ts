import { performance } from 'node:perf_hooks'
import { callback, integer, milliseconds, optionsOf, parseOptions } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import type { Admission } from './admission.js'

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** Most requests of one caller in a window. */
  readonly limit: number
  /** Length of a window, in ms. */
  readonly windowMs: number
  /**
   * Maximum number of callers to track; beyond it, the one whose window began first is dropped.
   * @default 4096
   */
  readonly maxCallers?: number | undefined
  /**
   * Monotonic time in ms.
   * @default performance.now
   */
  readonly now?: (() => number) | undefined
}

const rateLimitOptions = optionsOf({
  limit: integer(1),
  windowMs: milliseconds(),
  maxCallers: integer(1).default(4_096),
  now: callback<() => number>().default(() => () => performance.now()),
})

/**
 * Limits each caller separately, in fixed windows (CALLER_TOO_FREQUENT). Only requests whose signature verified are
 * counted, so no caller can use up another's share. Throws CONFIG_INVALID for a limit that is not a positive integer.
 */
export function rateLimit(options: RateLimitOptions): Admission {
  const { limit, windowMs, maxCallers, now } = parseOptions(rateLimitOptions, options, 'rateLimit')
  const windows = new Map<string, { readonly startedAt: number; count: number }>()

  function windowOf(hotkey: string): { readonly startedAt: number; count: number } {
    const time = now()
    const current = windows.get(hotkey)
    return current && time - current.startedAt < windowMs ? current : { startedAt: time, count: 0 }
  }

  function check(hotkey: string): void {
    if (windowOf(hotkey).count >= limit)
      throw transportError('CALLER_TOO_FREQUENT', { hotkey, limit, windowMs })
  }

  return {
    check,
    admit(hotkey) {
      check(hotkey)
      const window = windowOf(hotkey)
      window.count++
      if (windows.get(hotkey) === window) return
      // A new window goes to the end, so that the first entry is always the oldest window.
      windows.delete(hotkey)
      windows.set(hotkey, window)
      const [oldest] = windows.keys()
      if (windows.size > maxCallers && oldest !== undefined) windows.delete(oldest)
    },
  }
}
