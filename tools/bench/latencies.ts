/** Durations of single calls, in ms. */
export interface Latencies {
  readonly p50: number
  readonly p99: number
  readonly worst: number
}

/** Percentiles by nearest rank. Throws for no durations at all. */
export function latenciesOf(durations: readonly number[]): Latencies {
  const sorted = Float64Array.from(durations).sort()
  if (sorted.length === 0) throw new Error('nothing was measured')
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
  return { p50: at(0.5), p99: at(0.99), worst: at(1) }
}

/** A duration for a table. */
export const inMs = (ms: number): string => ms.toFixed(ms < 10 ? 2 : 1)
