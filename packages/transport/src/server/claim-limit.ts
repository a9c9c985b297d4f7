import { performance } from 'node:perf_hooks'
import { transportError } from '../errors/transport-error.js'
import type { ServerLimits } from '../http/limits.js'
import { createTokenBuckets } from './token-buckets.js'

/** A signed request before its signature is checked. */
export interface UnprovenRequest {
  /** As claimed. */
  readonly hotkey: string
  /** Key of its remote address, see `addressKey`. */
  readonly address: string
  /** True on a connection on which this hotkey has proven itself. */
  readonly isProven: boolean
}

/** Limits the signatures to be checked, which are the expensive part of a request. */
export interface ClaimLimit {
  /**
   * Counts a request whose signature is going to be checked. The returned function takes it back: for a signature that
   * verified, and for a request whose signature was not checked after all. Throws CLAIM_TOO_FREQUENT.
   */
  count(request: UnprovenRequest): () => void
}

/** Keys that are remembered: an entry of some 200 bytes each. */
const maxKeys = 16_384

type Limits = Pick<ServerLimits, 'maxUnprovenPerCaller' | 'maxUnprovenPerAddress' | 'unprovenPerSecond'>

/**
 * A claimed hotkey counts together with its address, since any caller can claim it: a forger uses up an allowance
 * that its owner elsewhere does not share. On a connection where a hotkey has proven itself, it has one of its own.
 */
export function createClaimLimit(limits: Limits, now: () => number = () => performance.now()): ClaimLimit {
  const refillMs = 1_000 / limits.unprovenPerSecond
  const callers = createTokenBuckets({ capacity: limits.maxUnprovenPerCaller, refillMs, maxKeys, now })
  const addresses = createTokenBuckets({ capacity: limits.maxUnprovenPerAddress, refillMs, maxKeys, now })

  function take(buckets: typeof callers, key: string, hotkey: string): void {
    const retryMs = buckets.take(key)
    if (retryMs > 0) throw transportError('CLAIM_TOO_FREQUENT', { hotkey, retryMs })
  }

  return {
    count({ hotkey, address, isProven }) {
      if (isProven) {
        take(callers, hotkey, hotkey)
        return () => callers.give(hotkey)
      }
      const key = `${address} ${hotkey}`
      take(callers, key, hotkey)
      try {
        take(addresses, address, hotkey)
      } catch (error) {
        callers.give(key)
        throw error
      }
      return () => {
        callers.give(key)
        addresses.give(address)
      }
    },
  }
}
