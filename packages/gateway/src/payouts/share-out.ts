/** A receiver, and its part of the whole. */
export interface Weighted {
  readonly to: string
  readonly weight: bigint
}

/**
 * Shares an amount out in proportion to weights: the parts sum up to it exactly. Each gets its part rounded down; what is left goes, one
 * by one, to the largest remainders, and among equal ones to the first address.
 */
export function shareOut(amount: bigint, receivers: readonly Weighted[]): ReadonlyMap<string, bigint> {
  const whole = receivers.reduce((sum, { weight }) => sum + weight, 0n)
  if (whole <= 0n) return new Map()
  const parts = receivers.map(({ to, weight }) => ({
    ...{ to, part: (amount * weight) / whole, rest: (amount * weight) % whole },
  }))
  const left = Number(amount - parts.reduce((sum, { part }) => sum + part, 0n))
  const largest = parts
    .toSorted((a, b) => (a.rest === b.rest ? (a.to < b.to ? -1 : 1) : a.rest > b.rest ? -1 : 1))
    .slice(0, left)
  const lucky = new Set(largest.map(({ to }) => to))
  return new Map(parts.map(({ to, part }) => [to, part + (lucky.has(to) ? 1n : 0n)]))
}
