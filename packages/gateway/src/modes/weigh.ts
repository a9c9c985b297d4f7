import { isSameOperator } from '../routing/operators.js'
import type { MinerAnswer } from '../routing/question.js'
import { weightOf } from '../routing/weight.js'

/** Answers of one meaning. */
export interface Group<Answer> {
  readonly answers: readonly MinerAnswer<Answer>[]
  /** Operators that gave them: each has one vote, whatever the number of its miners. */
  readonly operators: number
  /** Sum of the weights of operators, each that of its most skilled miner here. */
  readonly weight: number
}

/** Groups answers by meaning, the heaviest first; of equal ones, that of more miners, and then the one that was given first. */
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
    .map((group) => {
      const operators = byOperator(group)
      const weight = operators.reduce((sum, one) => sum + heaviest(one), 0)
      return { answers: group, operators: operators.length, weight }
    })
    .sort((a, b) => b.weight - a.weight || b.answers.length - a.answers.length)
}

/** Weights of answers, in their order: the miners of one operator share that of the most skilled of them. */
export function weightsOf<Answer>(answers: readonly MinerAnswer<Answer>[]): readonly number[] {
  const operators = byOperator(answers)
  return answers.map((given) => {
    const own = operators.find((operator) => operator.includes(given))!
    const all = own.reduce((sum, { skill }) => sum + weightOf(skill), 0)
    return (heaviest(own) * weightOf(given.skill)) / all
  })
}

function byOperator<Answer>(answers: readonly MinerAnswer<Answer>[]): MinerAnswer<Answer>[][] {
  const operators: MinerAnswer<Answer>[][] = []
  for (const given of answers) {
    const isOwn = ({ miner }: MinerAnswer<Answer>) => isSameOperator(miner, given.miner)
    const same = operators.filter((operator) => operator.some(isOwn))
    // One miner may link two that looked apart: by its owner to one, by its network to the other.
    for (const one of same) operators.splice(operators.indexOf(one), 1)
    operators.push([...same.flat(), given])
  }
  return operators
}

const heaviest = <Answer>(answers: readonly MinerAnswer<Answer>[]): number =>
  Math.max(...answers.map(({ skill }) => weightOf(skill)))
