import { performance } from 'node:perf_hooks'
import { callback, integer, milliseconds, optionsOf, parseOptions } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'

/**
 * Remembers the nonces that a sender has used. Called only after the signature verified, so that a forger cannot use up
 * the nonces of others. There is no way to forget a nonce on request.
 */
export interface NonceStore {
  /** Minimum time for which a nonce is remembered, in ms. */
  readonly retentionMs: number
  /**
   * True when the pair is new, and remembers it in the same step; false for a replay. Throws AUTH_STORE_FULL or
   * AUTH_STORE_UNAVAILABLE rather than guess.
   */
  remember(hotkey: string, nonce: bigint): boolean | Promise<boolean>
}

/** Default retention of the stores, in ms. */
export const DEFAULT_NONCE_RETENTION_MS = 60_000

/** Options of {@link createMemoryNonceStore}. */
export interface MemoryNonceStoreOptions {
  /** @default 60000 */
  readonly retentionMs?: number | undefined
  /**
   * Maximum number of nonces; each takes about 200 bytes. When full, new requests are refused (AUTH_STORE_FULL):
   * forgetting one early would allow its replay.
   * @default 250000
   */
  readonly maxNonces?: number | undefined
  /**
   * Maximum number of nonces per sender, so that one caller alone cannot fill the store.
   * @default 60000
   */
  readonly maxNoncesPerHotkey?: number | undefined
  /**
   * Monotonic time in ms.
   * @default performance.now
   */
  readonly now?: (() => number) | undefined
}

const memoryNonceStoreOptions = optionsOf({
  retentionMs: milliseconds().default(DEFAULT_NONCE_RETENTION_MS),
  maxNonces: integer(1).default(250_000),
  maxNoncesPerHotkey: integer(1).default(60_000),
  now: callback<() => number>().default(() => () => performance.now()),
})

/** A store in this process. It forgets at a restart; several processes on one hotkey need the Redis store. */
export function createMemoryNonceStore(options: MemoryNonceStoreOptions = {}): NonceStore {
  const parsed = parseOptions(memoryNonceStoreOptions, options, 'createMemoryNonceStore')
  const { retentionMs, maxNonces, maxNoncesPerHotkey, now } = parsed
  // Insertion order is expiry order, since every entry lives equally long.
  const entries = new Map<string, { readonly hotkey: string; readonly expiresAt: number }>()
  const counts = new Map<string, number>()

  function forgetExpired(time: number): void {
    for (const [key, { hotkey, expiresAt }] of entries) {
      if (expiresAt > time) return
      entries.delete(key)
      const left = counts.get(hotkey)! - 1
      if (left === 0) counts.delete(hotkey)
      else counts.set(hotkey, left)
    }
  }

  return {
    retentionMs,
    remember(hotkey, nonce) {
      const time = now()
      forgetExpired(time)
      const key = `${hotkey} ${nonce}`
      if (entries.has(key)) return false
      const held = counts.get(hotkey) ?? 0
      if (held >= maxNoncesPerHotkey) {
        throw transportError('AUTH_STORE_FULL', { limit: maxNoncesPerHotkey, of: ` of ${hotkey}` })
      }
      if (entries.size >= maxNonces) throw transportError('AUTH_STORE_FULL', { limit: maxNonces, of: '' })
      entries.set(key, { hotkey, expiresAt: time + retentionMs })
      counts.set(hotkey, held + 1)
      return true
    },
  }
}
