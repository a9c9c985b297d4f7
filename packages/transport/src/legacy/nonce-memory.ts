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

/** Nonces from the first accepted one to the last; between them any may have been used. */
interface Span {
  readonly first: bigint
  readonly last: bigint
}

interface Caller extends Span {
  /** Nonces of a time that comes again, since our clock was set back; none without. */
  readonly later: Span | null
}

/**
 * Keeps the nonces of up to `limit` pairs of hotkey and dendrite uuid, as the span of those accepted. What is older than the
 * widest window is forgotten, since it would be refused as a first one too; without a window nothing is.
 */
export function createLegacyNonceMemory(rules: LegacyNonceRules, limit: number): LegacyNonceMemory {
  const callers = new Map<string, Caller>()
  const { futureMs, maxTimeoutSeconds, windowForAll } = rules
  const futureNs = futureMs === null ? null : BigInt(futureMs) * 1_000_000n
  const widest = windowForAll && maxTimeoutSeconds !== null ? legacyNonceWindow(maxTimeoutSeconds) : null

  function forget(now: bigint): void {
    if (widest === null) return
    for (const [key, caller] of callers) if (latestOf(caller) <= now - widest) callers.delete(key)
  }

  /**
   * The nonce that the next one must exceed; null if it counts as a first one. A caller whose clock was set back together
   * with ours would be shut out until both catch up, although what is below all its nonces was never used.
   */
  function floorFor(key: string, nonce: bigint, now: bigint): bigint | null {
    const caller = callers.get(key)
    if (!caller) return null
    const { first, last, later } = caller
    // No nonce is accepted so far ahead of our clock.
    const wasSetBack = futureNs !== null && last > now + futureNs
    if (wasSetBack && nonce < first) return null
    return later && nonce >= later.first ? later.last : last
  }

  return {
    refuse(key, claim) {
      const { now, nonce, timeoutSeconds, version } = claim
      if (futureNs !== null && nonce !== null && nonce > now + futureNs) {
        return `Nonce is ahead of this clock by more than ${futureMs} ms`
      }
      const timeout =
        maxTimeoutSeconds === null ? timeoutSeconds : Math.min(timeoutSeconds ?? 0, maxTimeoutSeconds)
      return refuseLegacyNonce({
        ...claim,
        stored: nonce === null ? null : floorFor(key, nonce, now),
        timeoutSeconds: timeout,
        version: windowForAll ? NONCE_TIME_VERSION : version,
      })
    },
    remember(key, nonce, now) {
      const caller = callers.get(key)
      if (!caller && callers.size >= limit) forget(now)
      if (!caller && callers.size >= limit) throw transportError('AUTH_STORE_FULL', { limit, of: '' })
      callers.set(key, caller ? spanWith(caller, nonce) : { first: nonce, last: nonce, later: null })
    },
  }
}

const latestOf = ({ last, later }: Caller): bigint => (later && later.last > last ? later.last : last)

function spanWith(caller: Caller, nonce: bigint): Caller {
  const { first, later } = caller
  if (nonce < first) return { first: nonce, last: nonce, later: { first, last: latestOf(caller) } }
  return { first, last: nonce, later: later && nonce > later.last ? null : later }
}
