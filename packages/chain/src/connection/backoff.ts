/** Pauses between attempts, in ms. */
export interface BackoffOptions {
  /** Upper end of the first pause. */
  readonly firstMs: number
  /** Upper end of all later ones, which double until then. */
  readonly longestMs: number
}

/**
 * The pause after so many failed rounds: anything between half of the doubled pause and all of it, so that clients
 * that lost the same node do not come back together.
 */
export function backoffMs(
  { firstMs, longestMs }: BackoffOptions,
  failures: number,
  random = Math.random,
): number {
  const longest = Math.min(firstMs * 2 ** Math.min(failures, 30), longestMs)
  return Math.round(longest * (0.5 + random() / 2))
}
