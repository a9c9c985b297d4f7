import type { WeightedAnswer } from '@subnetkit/core'
import type { MinerAnswer } from '../routing/question.js'
import { weightOf } from '../routing/weight.js'
import { ApiError } from '../wire/api-error.js'
import { choose, comparing } from './choose.js'
import { collect } from './collect.js'
import type { Mode } from './mode.js'
import { weigh, weightsOf } from './weigh.js'

const members = 5

/**
 * The answer of most weight among five miners, each weighing the log-odds of its skill at such questions; or all answers together,
 * where the view can combine them.
 */
export const panel: Mode = {
  name: 'panel',
  miners: members,
  async answer(parameters) {
    const { router, question, asking } = parameters
    const { combine } = question
    const how = { reason: 'vote', hedged: false } as const
    if (combine !== undefined) {
      const given = await collect({ ...parameters, count: members, how, isEnough: () => false })
      const answer = await combine(weightedOf(given))
      if (answer !== null) return { ...choose({ answers: given }, given), answer }
      throw new ApiError('no_valid_answer', `The answers of ${given.length} miners cannot be combined.`)
    }
    const agree = comparing(question, 'panel')
    const given = await collect({
      ...{ ...parameters, count: members, how },
      isEnough: (answers, missing) => isDecided(answers, missing, agree),
    })
    router.compare(question, asking, given)
    return choose(weigh(given, agree)[0]!, given)
  },
}

/** Answers with the shares that their miners have, the heaviest first. */
function weightedOf<Answer>(given: readonly MinerAnswer<Answer>[]): readonly WeightedAnswer<Answer>[] {
  const weights = weightsOf(given)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return given
    .map(({ answer }, at) => ({ answer, weight: weights[at]! / all }))
    .sort((a, b) => b.weight - a.weight)
}

/** Returns true if those that have not answered cannot turn the result. */
function isDecided<Answer>(
  answers: readonly MinerAnswer<Answer>[],
  missing: readonly number[],
  agree: (answer: Answer) => string | null,
): boolean {
  const [first, second] = weigh(answers, agree)
  const open = missing.reduce((sum, skill) => sum + weightOf(skill), 0)
  return first !== undefined && first.weight > (second?.weight ?? 0) + open
}
