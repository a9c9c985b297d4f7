import { transportError } from '../errors/transport-error.js'
import {
  type LegacyNonceState,
  legacyNonceWindow,
  NONCE_TIME_VERSION,
  refuseLegacyNonce,
} from './nonce-rule.js'

/** Nonce rules beyond v10's. */
export interface LegacyNonceRules {
  /** Maximum time by which a nonce may be ahead of this clock, in ms; null for any time, as in v10. */
  readonly futureMs: number | null
  /** Longest timeout that widens the window for old nonces, in seconds; null for any, as v10. */
  readonly maxTimeoutSeconds: number | null
  /** Applies the same window to callers older than 7.2 or without a version. v10 accepts any first nonce of theirs. */
  readonly windowForAll: boolean
}

/** The last nonce of each caller. */
export interface LegacyNonceMemory {
  /** Why the nonce is refused, or null. Changes nothing. */
  refuse(key: string, claim: Omit<LegacyNonceState, 'stored'>): string | null
  /** Remembers a nonce whose signature verified. Throws AUTH_STORE_FULL. */
  remember(key: string, nonce: bigint, now: bigint): void
}

/**
 * Keeps the last nonce of up to `limit` pairs of hotkey and dendrite uuid. What is older than the widest window is
 * forgotten, since it would be refused as a first one too; without a window nothing is.
 */
export function createLegacyNonceMemory(rules: LegacyNonceRules, limit: number): LegacyNonceMemory {
  const last = new Map<string, bigint>()
  const { futureMs, maxTimeoutSeconds, windowForAll } = rules
  const widest = windowForAll && maxTimeoutSeconds !== null ? legacyNonceWindow(maxTimeoutSeconds) : null

  function forget(now: bigint): void {
    if (widest === null) return
    for (const [key, nonce] of last) if (nonce <= now - widest) last.delete(key)
  }

  return {
    refuse(key, claim) {
      const { now, nonce, timeoutSeconds, version } = claim
      if (futureMs !== null && nonce !== null && nonce > now + BigInt(futureMs) * 1_000_000n) {
        return `Nonce is ahead of this clock by more than ${futureMs} ms`
      }
      const timeout =
        maxTimeoutSeconds === null ? timeoutSeconds : Math.min(timeoutSeconds ?? 0, maxTimeoutSeconds)
      return refuseLegacyNonce({
        ...claim,
        stored: last.get(key) ?? null,
        timeoutSeconds: timeout,
        version: windowForAll ? NONCE_TIME_VERSION : version,
      })
    },
    remember(key, nonce, now) {
      if (!last.has(key) && last.size >= limit) forget(now)
      if (!last.has(key) && last.size >= limit) throw transportError('AUTH_STORE_FULL', { limit, of: '' })
      last.set(key, nonce)
    },
  }
}
