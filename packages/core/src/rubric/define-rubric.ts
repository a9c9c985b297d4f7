import { configError } from '@subnetkit/base'
import type { Protocol } from '../subnet/synapse.js'
import type { TaskSource } from '../tasks/task.js'
import type { Answer, Combine, Criterion, Factor, Gate, Rubric } from './rubric.js'
import { weightedMean } from './weighted-mean.js'

/** Answer to a task of this source: `rubric<AnswerTo<typeof tasks>>({ … })`. */
export type AnswerTo<S> =
  S extends TaskSource<infer P extends Protocol, infer Truth> ? Answer<P, Truth> : never

/** What {@link rubric} takes. */
export interface RubricOptions<A> {
  /** Without passing all of them an answer is worth nothing; asked in this order, until one fails. @default none */
  readonly gates?: readonly Gate<A>[]
  /** What is measured; at least one. */
  readonly criteria: readonly Criterion<A>[]
  /** Bounded multipliers on top, such as {@link latency}. @default none */
  readonly factors?: readonly Factor<A>[]
  /** @default weightedMean() */
  readonly combine?: Combine
}

/**
 * How answers are scored: gates × combined criteria × factors. Throws CONFIG_INVALID for no criteria, a weight that
 * is not positive, or two parts of the same name.
 * @example
 * const textRubric = rubric<AnswerTo<typeof tasks>>({
 *   gates: [gate('not empty', ({ output }) => output.completion.length > 0)],
 *   criteria: [criterion('correct', 1, ({ output, task }) => (output.completion === task.truth ? 1 : 0))],
 *   factors: [latency()],
 * })
 */
export function rubric<A>(options: RubricOptions<A>): Rubric<A> {
  const { gates = [], criteria, factors = [], combine = weightedMean() } = options
  const names = [...gates, ...criteria, ...factors].map((part) => part.name)
  check(criteria.length > 0, 'name at least one criterion')
  check(new Set(names).size === names.length, 'two parts have the same name')
  check(
    criteria.every(({ weight }) => weight > 0 && Number.isFinite(weight)),
    'the weight of a criterion is a positive number',
  )
  return { gates, criteria, factors, combine }
}

/** A condition without which an answer is worth nothing. */
export function gate<A>(name: string, passes: (answer: A) => boolean | Promise<boolean>): Gate<A> {
  return { name, passes }
}

/** One thing that is measured: `score` gives a number in [0, 1], `weight` its share in the combination. */
export function criterion<A>(
  name: string,
  weight: number,
  score: (answer: A) => number | Promise<number>,
): Criterion<A> {
  return { name, weight, score }
}

function check(holds: boolean, detail: string): void {
  if (!holds) throw configError('CONFIG_INVALID', { place: 'rubric', detail })
}
