import { number, optionsOf, parseOptions } from '@subnetkit/base'
import type { Combine, CriterionScore } from './rubric.js'

const meanOptions = optionsOf({ floor: number(0, 1).default(0) })

/** Options of {@link geometricMean} and {@link harmonicMean}. */
export interface FlooredMeanOptions {
  /** Least score that enters: a criterion below it counts as `floor`. @default 0, so that one score of 0 makes 0 */
  readonly floor?: number | undefined
}

/**
 * Weighted geometric mean of the criteria: a weakness in one is not made up for by the others, and a score of 0 in
 * any makes the whole 0, unless `floor` raises it. Between the least and the largest score, and never above the
 * weighted mean. Throws CONFIG_INVALID for a floor outside [0, 1] and for an unknown option.
 */
export function geometricMean(options?: FlooredMeanOptions): Combine {
  const { floor } = parseOptions(meanOptions, options, 'geometricMean')
  return meanThrough(floor, { to: Math.log, from: Math.exp })
}

/**
 * Weighted harmonic mean of the criteria: stricter than {@link geometricMean}, it stays near the weakest score. A
 * score of 0 in any makes the whole 0, unless `floor` raises it. Throws CONFIG_INVALID for a floor outside [0, 1] and
 * for an unknown option.
 */
export function harmonicMean(options?: FlooredMeanOptions): Combine {
  const { floor } = parseOptions(meanOptions, options, 'harmonicMean')
  return meanThrough(floor, { to: (score) => 1 / score, from: (mean) => 1 / mean })
}

/** Weighted mean in another scale, which has no place for 0. */
function meanThrough(
  floor: number,
  { to, from }: Readonly<Record<'to' | 'from', (value: number) => number>>,
): Combine {
  return (scores) => {
    if (scores.length === 0) return 0
    const raised = scores.map(({ weight, score }) => ({ weight, score: Math.max(floor, score) }))
    const values = raised.map(({ score }) => score)
    const least = Math.min(...values)
    // Below the normal numbers the reciprocal is infinite.
    if (!(least >= smallestNormal)) return 0
    const mean = from(weightedMeanOf(raised.map(({ weight, score }) => ({ weight, score: to(score) }))))
    // A mean can leave the range of its numbers by rounding alone.
    return Math.min(Math.max(...values), Math.max(least, mean))
  }
}

const smallestNormal = 2 ** -1022

function weightedMeanOf(scores: readonly Pick<CriterionScore, 'weight' | 'score'>[]): number {
  let sum = 0
  let weights = 0
  for (const { weight, score } of scores) {
    sum += weight * score
    weights += weight
  }
  return sum / weights
}
