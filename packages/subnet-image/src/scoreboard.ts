import type { FoldedTask, ScoreboardPolicy } from 'subnetkit'

/** Options of {@link balanced}. */
export interface BalancedOptions {
  /** True for families whose answers are paintings; the others are read. */
  readonly isPainting: (family: string) => boolean
  /** Share of the newest round. @default 0.1 */
  readonly alpha?: number
  /** Part of the better side that the weaker one must reach for both to count in whole. @default 0.75 */
  readonly even?: number
}

/** Standing of one side, reading or painting. */
export interface SideStanding {
  readonly mean: number
  /** Rounds in which it was asked for, and tasks in the last of them. */
  readonly rounds: number
  readonly tasks: number
}

/** Evidence about one hotkey. */
export interface BalancedState {
  /** Exponential average of all answers. */
  readonly mean: number
  readonly reading: SideStanding
  readonly painting: SideStanding
}

const unknown: SideStanding = { mean: 0, rounds: 0, tasks: 0 }

/**
 * Exponential average of all answers, in which a side counts up to 4/3 of the other one. Readings are twelve of seventeen answers and less than
 * half of the work, so that by their mean alone a cheap reader would not have to paint. A side that was never asked for, or never checked by this
 * validator, limits nothing. Better answers never lower the score.
 */
export function balanced({ isPainting, alpha = 0.1, even = 0.75 }: BalancedOptions): ScoreboardPolicy {
  const policy: ScoreboardPolicy<BalancedState> = {
    name: `balanced(${alpha}, ${even})`,
    start: () => ({ mean: 0, reading: unknown, painting: unknown }),
    fold: ({ mean, reading, painting }, { mean: own, results }) => ({
      mean: mean + alpha * (own - mean),
      reading: moved(
        reading,
        results.filter(({ family }) => !isPainting(family)),
        alpha,
      ),
      painting: moved(
        painting,
        results.filter(({ family }) => isPainting(family)),
        alpha,
      ),
    }),
    score({ mean, reading, painting }) {
      if (reading.rounds === 0 || painting.rounds === 0) return mean
      const all = reading.tasks * reading.mean + painting.tasks * painting.mean
      if (all === 0) return 0
      const most = Math.min(reading.mean, painting.mean) / even
      const counted =
        reading.tasks * Math.min(reading.mean, most) + painting.tasks * Math.min(painting.mean, most)
      return mean * (counted / all)
    },
    resume: (score) => ({ mean: score, reading: unknown, painting: unknown }),
  }
  return policy
}

/** A newcomer stands at the mean of its first rounds: rising from 0, the side that was asked for first would look better. */
function moved(side: SideStanding, tasks: readonly FoldedTask[], alpha: number): SideStanding {
  if (tasks.length === 0) return side
  const own = tasks.reduce((sum, { score }) => sum + score, 0) / tasks.length
  const rounds = side.rounds + 1
  return { mean: side.mean + Math.max(alpha, 1 / rounds) * (own - side.mean), rounds, tasks: tasks.length }
}
