import { createRandom } from '../../../tasks/random.js'
import { runWithin } from '../../apply-rubric.js'
import type { ComparedPart, RoundCriterion } from '../../rubric.js'
import { weightedMean } from '../../weighted-mean.js'
import { compareAnswers } from '../compare-answers.js'
import type { ComparableAnswer } from '../comparison.js'
import { featuresOf } from '../features.js'
import { verdictsInMemory } from '../verdicts.js'

/** An answer for a test: the output is what the criterion looks at. */
export interface TestAnswer<Output> {
  readonly miner: string
  readonly output: Output
  /** @default 'task-0' */
  readonly taskId?: string
  /** Earlier outputs of the miner, newest first. @default none */
  readonly past?: readonly Output[]
}

export interface TestScore {
  readonly score: number | undefined
  readonly part: ComparedPart
}

/** Runs one criterion over answers to shared tasks, as a round does; returns what each got, and the troubles. */
export async function compareOutputs<Output>(
  criterion: RoundCriterion<{ readonly output: Output }>,
  answers: readonly TestAnswer<Output>[],
  { verdicts = verdictsInMemory(), seed = 'seed' } = {},
): Promise<{ readonly scores: readonly TestScore[]; readonly troubles: readonly string[] }> {
  const rubric = { roundCriteria: [criterion], families: { task: { synapse: 'any', shared: true } } }
  const featureOf = async (id: string, output: Output) =>
    (await featuresOf<never>(
      rubric as never,
      { id, family: 'task', synapse: 'any', output } as never,
      runWithin(1_000),
    ))![criterion.name]!
  const own = await Promise.all(
    answers.map(async ({ miner, output, taskId = 'task-0', past = [] }) => ({
      ...{ hotkey: miner, registeredAt: 1, taskId, family: 'task', synapse: 'any' },
      past: await Promise.all(past.map(async (one) => (await featureOf(taskId, one)).value)),
      parts: {
        ...{ value: 0, failedGate: null, criteria: [], factors: [] },
        features: { [criterion.name]: await featureOf(taskId, output) },
      },
    })),
  )
  const { answers: compared, troubles } = await compareAnswers(
    { ...rubric, combine: weightedMean() } as never,
    own,
    {
      ...{ round: 7, verdicts, past: (answer: ComparableAnswer) => (answer as (typeof own)[number]).past },
      random: (name, group) => createRandom(Buffer.from(`${seed} ${name} ${group}`)),
    },
  )
  const scores = compared.map(({ parts }) => ({
    score: parts.criteria[0]?.score,
    part: parts.compared![0]!,
  }))
  return { scores, troubles: troubles.map(({ code, message }) => `${code}: ${message}`) }
}
