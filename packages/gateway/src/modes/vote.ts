import type { MinerAnswer } from '../routing/question.js'
import { choose, comparing } from './choose.js'
import { collect } from './collect.js'
import type { Mode } from './mode.js'
import { type Group, weigh } from './weigh.js'

/** The answer that more than half of so many miners give, each of another operator; without one, that of the miner that is usually right. */
export const voteOf = (voters: number): Mode => ({
  name: 'vote',
  miners: voters,
  async answer(parameters) {
    const { router, question, asking } = parameters
    const agree = comparing(question, 'vote')
    const given = await collect({
      ...{ ...parameters, count: voters, how: { reason: 'vote', hedged: false } },
      isEnough: (answers) => most(answers, agree).operators > voters / 2,
    })
    router.compare(question, asking, given)
    return choose(most(given, agree), given)
  },
})

/** Two of three. */
export const vote = voteOf(3)

/** The answer that miners of most operators gave; of equal ones, the one with more weight. */
function most<Answer>(
  answers: readonly MinerAnswer<Answer>[],
  agree: (answer: Answer) => string | null,
): Group<Answer> {
  return weigh(answers, agree).toSorted((a, b) => b.operators - a.operators)[0]!
}
