import type { WeightPolicy } from 'subnetkit'

/** Options of {@link aboveBaseline}. */
export interface AboveBaselineOptions {
  /** Score that earns nothing. */
  readonly baseline: number
  /** Exponent of what is above it. */
  readonly exponent: number
}

/** Shares in proportion to a power of the score above a baseline. Who is not better than the baseline is not paid. */
export function aboveBaseline({ baseline, exponent }: AboveBaselineOptions): WeightPolicy {
  return {
    name: `aboveBaseline(${baseline}, ${exponent})`,
    shares(scores) {
      const raised = scores.map((score) => Math.max(0, score - baseline) ** exponent)
      const sum = raised.reduce((total, value) => total + value, 0)
      return raised.map((value) => (sum > 0 ? value / sum : 0))
    },
  }
}
