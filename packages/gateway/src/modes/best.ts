import type { MinerAnswer } from '../routing/question.js'
import { ApiError } from '../wire/api-error.js'
import { choose } from './choose.js'
import { collect } from './collect.js'
import type { Mode } from './mode.js'

const tries = 4

/** The answer of four that the subnet's verifier likes most, or the first that has the form which the client asks for. */
export const best: Mode = {
  name: 'best',
  miners: tries,
  async answer(parameters) {
    const { verify, isChecked = false } = parameters.question
    if (verify === undefined && !isChecked) {
      const message =
        'The mode best needs a way to tell answers apart: send a response_format with a JSON schema, or choose :vote or :panel.'
      throw new ApiError('unsupported_parameter', message, { param: 'model' })
    }
    const worth = new Map<MinerAnswer<unknown>, number>()
    const given = await collect({
      ...{ ...parameters, count: tries, how: { reason: 'vote', hedged: false } },
      async isEnough(answers) {
        const newest = answers.at(-1)!
        if (!worth.has(newest)) worth.set(newest, verify === undefined ? 1 : await verify(newest.answer))
        return (worth.get(newest) ?? 0) >= 1
      },
    })
    const ranked = given.toSorted((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0))
    if ((worth.get(ranked[0]!) ?? 0) > 0) return choose({ answers: ranked.slice(0, 1) }, given)
    throw new ApiError('no_valid_answer', `${given.length} miners have answered, and no answer was right.`)
  },
}
