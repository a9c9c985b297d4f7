import type { MinerAnswer, Question } from '../routing/question.js'
import { ApiError } from '../wire/api-error.js'
import type { ModeChoice } from './mode.js'
import type { Group } from './weigh.js'

/** The choice of a group: the first of its answers, all that were given being paid for. */
export function choose<Answer>(
  { answers }: Pick<Group<Answer>, 'answers'>,
  paid: readonly MinerAnswer<Answer>[],
): ModeChoice<Answer> {
  return {
    answer: answers[0]!.answer,
    by: answers.map(({ miner }) => miner),
    paid: paid.map(({ answer }) => answer),
  }
}

/** The way to compare the answers to a question, by which equal ones always agree unless they are empty. Throws ApiError where there is none. */
export function comparing<Answer>(
  { agree, same = () => null }: Question<Answer>,
  mode: string,
): (answer: Answer) => string | null {
  if (agree !== undefined)
    return (answer) => {
      const gist = agree(answer)
      if (gist !== null) return `meaning ${gist}`
      const text = same(answer)
      return text === null || text === '' ? null : `text ${text}`
    }
  const message = `The mode ${mode} compares answers, and those of this model cannot be compared. Leave out :${mode}.`
  throw new ApiError('unsupported_parameter', message, { param: 'model' })
}
