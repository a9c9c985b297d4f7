/** Mean of numbers; 0 of none. */
export const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Mean over seeds with the half width of its 95 % confidence interval. */
export interface Interval {
  readonly mean: number
  /** 0 for a single value. */
  readonly half: number
}

/** Student's t for 95 %, by degrees of freedom from 1. */
const student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]

/** Confidence interval of the mean, by Student's t. */
export function intervalOf(values: readonly number[]): Interval {
  const mean = meanOf(values)
  const free = values.length - 1
  if (free < 1) return { mean, half: 0 }
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / free
  return { mean, half: (student[free - 1] ?? 1.96) * Math.sqrt(variance / values.length) }
}

/** Gini coefficient of non-negative numbers: 0 if all are equal, towards 1 if one has everything. */
export function giniOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const total = sorted.reduce((sum, value) => sum + value, 0)
  if (total === 0) return 0
  const weighted = sorted.reduce((sum, value, at) => sum + (at + 1) * value, 0)
  return (2 * weighted) / (sorted.length * total) - (sorted.length + 1) / sorted.length
}

/** Share of the total that the `count` largest have. */
export function topShareOf(values: readonly number[], count: number): number {
  const total = values.reduce((sum, value) => sum + value, 0)
  const top = values.toSorted((one, other) => other - one).slice(0, count)
  return total === 0 ? 0 : top.reduce((sum, value) => sum + value, 0) / total
}
