import type { MinerAnswer, Question } from '../routing/question.js'
import { choose, comparing } from './choose.js'
import type { Mode, ModeChoice, ModeParameters } from './mode.js'
import { type Group, weigh } from './weigh.js'

const mostAsked = 3
/** Skill at which one answer will do. */
const trusted = 0.9

/**
 * As few miners as it takes: one fast miner, if its answers to such questions are nearly always right or this one can be verified;
 * another one to agree with it; and if they differ the most skilled one, and the answer of most weight.
 */
export const cascade: Mode = { name: 'cascade', miners: mostAsked, answer: askByTurns }

async function askByTurns<Answer>(parameters: ModeParameters<Answer>): Promise<ModeChoice<Answer>> {
  const { router, question, asking } = parameters
  const agree = comparing(question, 'cascade')
  const given: MinerAnswer<Answer>[] = []
  let decided: Pick<Group<Answer>, 'answers'> | null = null
  while (decided === null && given.length < mostAsked) {
    const prefer = given.length === mostAsked - 1 ? 'skilled' : 'fast'
    const reason = given.length === 0 ? 'first' : 'vote'
    const next = await router.ask(question, asking, { prefer, reason }).catch((error: unknown) => {
      // Without another miner, the answers that there are have to do.
      if (given.length === 0 || asking.stop.aborted) throw error
      return null
    })
    if (next === null) break
    given.push(next)
    decided = await decide(question, given, agree)
  }
  router.compare(question, asking, given)
  return choose(decided ?? weigh(given, agree)[0]!, given)
}

/** The answers on which the newest one decides, if it does. */
async function decide<Answer>(
  { verify }: Question<Answer>,
  given: readonly MinerAnswer<Answer>[],
  agree: (answer: Answer) => string | null,
): Promise<Pick<Group<Answer>, 'answers'> | null> {
  const newest = given.at(-1)!
  const alone = { answers: [newest] }
  if (verify !== undefined) return (await verify(newest.answer)) >= 1 ? alone : null
  if (given.length === 1) return newest.skill >= trusted ? alone : null
  return weigh(given, agree).find(({ operators }) => operators > 1) ?? null
}
