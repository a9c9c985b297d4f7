/** First version of the SDK whose nonces are times, as major·10^6 + minor·10^3 + patch. */
export const NONCE_TIME_VERSION = 7_002_000

/** Maximum age of a first nonce, in addition to the timeout of its request, in ns. */
const LEGACY_NONCE_WINDOW_NS = 4_000_000_000n

/** Inputs of the v10 nonce rule. */
export interface LegacyNonceState {
  /** Unix time in ns. */
  readonly now: bigint
  /** Unix time in ns; null when the request has none. */
  readonly nonce: bigint | null
  /** The last accepted of this hotkey and dendrite uuid. */
  readonly stored: bigint | null
  /** `timeout` of the request; null counts 0. */
  readonly timeoutSeconds: number | null
  /** Version of the calling SDK. */
  readonly version: number | null
}

/**
 * Returns a v10 axon's reason to refuse a nonce, in its words, or null if it accepts (`Axon.default_verify`): a first
 * one must be younger than 4 s plus the timeout, unless the caller is older than 7.2 or has no version; each further
 * one of a hotkey and uuid must be greater than the last. There is no upper bound.
 */
export function refuseLegacyNonce(state: LegacyNonceState): string | null {
  const { now, nonce, stored, timeoutSeconds, version } = state
  if (nonce === null) return 'Missing Nonce'
  if (stored !== null) return nonce > stored ? null : 'Nonce is too old, a newer one was last processed'
  if (version === null || version < NONCE_TIME_VERSION) return null
  const window = legacyNonceWindow(timeoutSeconds ?? 0)
  if (window === null) return `the timeout ${timeoutSeconds} is no time`
  if (nonce > now - window) return null
  return `Nonce is too old: acceptable delta is ${secondsText(window)} seconds but request was ${secondsText(now - nonce)} seconds old`
}

/** 4 s and the timeout, in ns; null for a timeout that is not finite. */
export function legacyNonceWindow(timeoutSeconds: number): bigint | null {
  if (!Number.isFinite(timeoutSeconds)) return null
  return LEGACY_NONCE_WINDOW_NS + BigInt(Math.trunc(timeoutSeconds * 1e9))
}

function secondsText(ns: bigint): string {
  return (Number(ns) / 1e9).toFixed(2)
}
