/** Parts of a forecast that are compared, and the share of the samples at either end that is not. */
const parts = 5
const trimmed = 0.1

/**
 * Returns the means of five equal parts of the samples, smallest first, without the outer tenth at either end. A quantile jumps from one
 * sample to the next, so that two forecasts may differ in a single sample and have other quantiles; and what is at the ends changes most
 * with the width, which costs a forecast little.
 */
export function shapeOf(samples: readonly number[]): number[] {
  const sorted = samples.toSorted((one, other) => one - other)
  const size = ((1 - 2 * trimmed) * sorted.length) / parts
  return Array.from({ length: parts }, (_, part) => {
    const start = trimmed * sorted.length + part * size
    const [first, last] = [Math.floor(start), Math.min(sorted.length, Math.ceil(start + size))]
    // Each sample by its own part of the sum, which then is no larger than the largest one.
    return sorted.slice(first, last).reduce((sum, value, at) => {
      const covered = Math.min(start + size, first + at + 1) - Math.max(start, first + at)
      return sum + value * (Math.max(0, covered) / size)
    }, 0)
  })
}
