import type { Reading, Refusal, StepRange } from '../feed.js'

/** Quotes of one source for a range of steps; undefined where it has none. */
export interface Quotes {
  readonly source: string
  readonly values: readonly (number | undefined)[]
}

/** A quote is refused beyond this many median deviations from the median of the sources. */
const widest = 5
/** Deviation, as a share of the value, up to which no quote is refused: sources round, and trade at slightly other prices. */
const tolerance = 0.005
/** Refusals that a reading keeps. */
const mostRefused = 20

/**
 * Resolves each step to the median of its quotes. With three or more sources, a quote that is far from the median of all is refused, and
 * the median of the others counts; two sources must agree within the tolerance. Throws for a step that fewer than two sources quote.
 */
export function resolveQuotes(
  series: string,
  { first, last }: Pick<StepRange, 'first' | 'last'>,
  all: readonly Quotes[],
): Reading {
  const refused: Refusal[] = []
  const agreed: number[] = []
  const values = Array.from({ length: last - first + 1 }, (_, at) => {
    const step = first + at
    const quotes = all.flatMap(({ source, values: own }) => {
      const value = own[at]
      return value === undefined || !Number.isFinite(value) ? [] : [{ source, step, value }]
    })
    const { kept, out } = withoutOutliers(quotes)
    refused.push(...out)
    if (kept.length < 2) {
      const given = quotes.map(({ source, value }) => `${source} ${value}`).join(', ') || 'nothing'
      throw new Error(`step ${step} of ${series} has no two sources that agree: ${given}`)
    }
    agreed.push(kept.length)
    return medianOf(kept.map(({ value }) => value))
  })
  return { values, agreed, refused: refused.slice(-mostRefused) }
}

function withoutOutliers(quotes: readonly Refusal[]): { kept: readonly Refusal[]; out: readonly Refusal[] } {
  const middle = medianOf(quotes.map(({ value }) => value))
  const deviation = medianOf(quotes.map(({ value }) => Math.abs(value - middle)))
  const limit = Math.max(quotes.length > 2 ? widest * deviation : 0, tolerance * Math.abs(middle))
  const isIn = ({ value }: Refusal) => Math.abs(value - middle) <= limit
  return { kept: quotes.filter(isIn), out: quotes.filter((quote) => !isIn(quote)) }
}

/** Median; NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
