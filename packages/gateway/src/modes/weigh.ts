import type { MinerAnswer } from '../routing/question.js'
import { weightOf } from '../routing/weight.js'

/** Answers of one meaning. */
export interface Group<Answer> {
  readonly answers: readonly MinerAnswer<Answer>[]
  readonly weight: number
}

/** Groups answers by meaning, the heaviest first; of equal ones, the one that was given first. */
export function weigh<Answer>(
  answers: readonly MinerAnswer<Answer>[],
  agree: (answer: Answer) => string | null,
): readonly Group<Answer>[] {
  const groups = new Map<unknown, MinerAnswer<Answer>[]>()
  for (const given of answers) {
    // One that equals no other is a group of its own.
    const gist = agree(given.answer) ?? given
    const group = groups.get(gist)
    if (group === undefined) groups.set(gist, [given])
    else group.push(given)
  }
  return [...groups.values()]
    .map((group) => ({
      answers: group,
      weight: group.reduce((sum, given) => sum + weightOf(given.skill), 0),
    }))
    .sort((a, b) => b.weight - a.weight)
}
