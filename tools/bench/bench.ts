import type { Latencies } from './latencies.js'

/** One line of the table: a figure of ours, the reference measured in the same run, and their ratio. */
export interface BenchRow {
  readonly name: string
  /** Ours, with its unit. */
  readonly value: string
  /** The reference, named and with its unit. */
  readonly reference: string
  /** Ours against the reference, for example `12.3×`; above 1 is better for us. */
  readonly ratio: string
  /** Times of the single calls behind the value. */
  readonly latencies?: Latencies | undefined
}

/** Wall-clock milliseconds of some work. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
