import type { FoldedTask, ScoreboardPolicy } from 'subnetkit'

/** Options of {@link balanced}. */
export interface BalancedOptions {
  /** True for families whose answers are paintings; the others are read. */
  readonly isPainting: (family: string) => boolean
  /** Share of the newest round. @default 0.1 */
  readonly alpha?: number
  /** Part of the better side that the weaker one must reach for the whole score. @default 0.75 */
  readonly even?: number
}

/** Standing of one side, reading or painting. */
interface Side {
  readonly mean: number
  /** Rounds in which it was asked for. */
  readonly rounds: number
}

/** Evidence about one hotkey. */
export interface BalancedState {
  /** Exponential average of all answers. */
  readonly mean: number
  readonly reading: Side
  readonly painting: Side
}

const unknown: Side = { mean: 0, rounds: 0 }

/**
 * Exponential average of all answers, times how even both sides are: 1 if the weaker has 0.75 of the better, in proportion below it. Readings
 * are twelve of seventeen answers and less than half of the work, so that by their mean alone a cheap reader would not have to paint. A side that was never asked
 * for, or never checked by this validator, takes nothing away.
 */
export function balanced({ isPainting, alpha = 0.1, even = 0.75 }: BalancedOptions): ScoreboardPolicy {
  const policy: ScoreboardPolicy<BalancedState> = {
    name: `balanced(${alpha}, ${even})`,
    start: () => ({ mean: 0, reading: unknown, painting: unknown }),
    fold: ({ mean, reading, painting }, round) => ({
      mean: mean + alpha * (round.mean - mean),
      reading: moved(
        reading,
        round.results.filter(({ family }) => !isPainting(family)),
        alpha,
      ),
      painting: moved(
        painting,
        round.results.filter(({ family }) => isPainting(family)),
        alpha,
      ),
    }),
    score({ mean, reading, painting }) {
      if (reading.rounds === 0 || painting.rounds === 0) return mean
      const [weaker, better] = [reading.mean, painting.mean].toSorted((one, other) => one - other)
      return better! > 0 ? mean * Math.min(1, weaker! / (even * better!)) : 0
    },
    resume: (score) => ({ mean: score, reading: unknown, painting: unknown }),
  }
  return policy
}

/** A newcomer stands at the mean of its first rounds: rising from 0, the side that was asked for first would look better. */
function moved(side: Side, tasks: readonly FoldedTask[], alpha: number): Side {
  if (tasks.length === 0) return side
  const own = tasks.reduce((sum, { score }) => sum + score, 0) / tasks.length
  const rounds = side.rounds + 1
  return { mean: side.mean + Math.max(alpha, 1 / rounds) * (own - side.mean), rounds }
}
