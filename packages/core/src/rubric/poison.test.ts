import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { synapse } from '../subnet/synapse.js'
import { taskSource } from '../tasks/task-source.js'
import { rubric } from './define-rubric.js'
import { criterion, factor, gate } from './parts.js'
import { novelty } from './round/novelty.js'
import { pairwise } from './round/pairwise.js'
import { rank } from './round/rank.js'
import { roundCriterion } from './round/round-criterion.js'
import type { AnswerTo, RoundCriterion } from './rubric.js'
import { scoreRound } from './score-round.js'

const protocol = {
  say: synapse({ input: z.object({}), output: z.object({ value: z.any() }) }),
}
const tasks = taskSource({
  protocol,
  families: [{ name: 'any', synapse: 'say', shared: true, draw: () => ({ input: {}, truth: null }) }],
})
type Seen = AnswerTo<typeof tasks>
const [task] = tasks.tasksFor({ netuid: 1, mechanism: 0, number: 7, secret: new Uint8Array(32) }, 'any')
const half = criterion<Seen>('half', 1, () => 0.5)

function play(options: object, values: Readonly<Record<string, unknown>>) {
  const subnet = { protocol, tasks, rubric: rubric(tasks, { criteria: [half], ...options }) }
  return scoreRound(
    subnet as never,
    Object.entries(values).map(([hotkey, value]) => ({ hotkey, task: task!, output: { value } })),
  )
}
const scoresOf = ({ answers }: Awaited<ReturnType<typeof play>>) =>
  Object.fromEntries(answers.map(({ hotkey, score }) => [hotkey, score]))

/** JSON that cannot become text. */
const textless = { toString: 1, valueOf: 1, message: { toString: 1 } }

describe('defect: one answer without a text stopped all rounds', () => {
  const thrown = (error: unknown) => {
    throw error
  }
  const value = ({ output }: Seen) => (output.value === 0.5 ? 1 : output.value)
  const failing = ({ output }: Seen) => (output.value === 0.5 ? 1 : thrown(output.value))
  const wrapped = ({ output }: Seen) =>
    output.value === 0.5 ? 1 : thrown(Object.assign(new Error('odd'), { message: output.value }))
  const later = ({ output }: Seen) =>
    output.value === 0.5
      ? 1
      : // biome-ignore lint/suspicious/noThenProperty: a thenable that is no promise
        ({ then: (_: unknown, reject: (reason: unknown) => void) => reject(output.value) } as never)

  test.each<[string, object, code: string]>([
    ['a criterion returns', { criteria: [criterion('c', 1, value)] }, 'SCORE_OUT_OF_RANGE'],
    ['a criterion throws', { criteria: [criterion('c', 1, failing)] }, 'CHECKER_FAILED'],
    ['a criterion has as message', { criteria: [criterion('c', 1, wrapped)] }, 'CHECKER_FAILED'],
    ['a criterion rejects', { criteria: [criterion('c', 1, later)] }, 'CHECKER_FAILED'],
    ['a gate throws', { gates: [gate('g', (answer: Seen) => failing(answer) === 1)] }, 'CHECKER_FAILED'],
    ['a factor returns', { factors: [factor('f', value)] }, 'SCORE_OUT_OF_RANGE'],
    [
      'a combination returns',
      {
        criteria: [criterion('c', 1, ({ output }: Seen) => (output.value === 0.5 ? 1 : 0))],
        combine: ([one]: { score: number }[]) => (one!.score === 1 ? 1 : textless),
      },
      'SCORE_OUT_OF_RANGE',
    ],
    [
      'a combination throws',
      {
        criteria: [criterion('c', 1, ({ output }: Seen) => (output.value === 0.5 ? 1 : 0))],
        combine: ([one]: { score: number }[]) => (one!.score === 1 ? 1 : thrown(Object.create(null))),
      },
      'CHECKER_FAILED',
    ],
    [
      'a feature throws',
      {
        criteria: [
          half,
          roundCriterion<Seen, number>('r', 1, { feature: failing, compare: (all) => all.map(() => 1) }),
        ],
      },
      'CHECKER_FAILED',
    ],
  ])('%s it', async (_, options, code) => {
    const { answers } = await play(options, { good: 0.5, fine: 0.5, evil: textless })
    expect(answers.map(({ hotkey, outcome }) => [hotkey, outcome])).toEqual([
      ['good', 'scored'],
      ['fine', 'scored'],
      ['evil', 'malformed'],
    ])
    expect(answers[2]?.reason).toMatch(new RegExp(`^${code}: `))
  })

  test('a comparison throws it', async () => {
    const compare = () => thrown(textless)
    const { troubles } = await play(
      { criteria: [half, roundCriterion<Seen, number>('r', 1, { feature: () => 1, compare })] },
      { good: 0.5, fine: 0.5 },
    )
    expect(troubles.map(({ code }) => code)).toEqual(['COMPARE_FAILED'])
  })
})

describe('defect: one answer that cannot be compared took a round criterion from all', () => {
  const angle = (one: number[], other: number[]) => {
    if (one.length !== other.length) throw new Error('another length')
    const dot = one.reduce((sum, x, at) => sum + x * other[at]!, 0)
    return Math.acos(Math.min(1, Math.max(-1, dot / (Math.hypot(...one) * Math.hypot(...other))))) / Math.PI
  }
  const new_ = novelty<Seen, number[]>('new', 1, {
    of: ({ output }) => output.value,
    distance: angle,
    floor: 0,
  })
  const best = rank<Seen>('best', 1, { of: ({ output }) => output.value })
  const duels = pairwise<Seen, number>('duels', 1, {
    of: ({ output }) => output.value,
    duel: (a, b) => a / (a + b),
  })
  const vectors = { a: [1, 0], b: [0, 1], copy: [0, 1] }
  const numbers = { a: 1, b: 2, c: 3 }

  test.each<[string, RoundCriterion<Seen>, Record<string, unknown>, evil: unknown]>([
    ['a vector of zeros', new_, vectors, [0, 0]],
    ['no vector', new_, vectors, null],
    ['text for a rank', best, numbers, 'zzz'],
    ['a list for a rank', best, numbers, [1]],
    ['nothing for a rank', best, numbers, null],
    ['zero for a duel', duels, numbers, 0],
  ])('%s is refused as it is', async (_, compares, honest, evil) => {
    const criteria = [half, compares]
    const { answers, troubles } = await play({ criteria }, { ...honest, evil })
    expect(answers.at(-1)).toMatchObject({
      outcome: 'malformed',
      reason: expect.stringMatching(/^CHECKER_FAILED: /),
    })
    expect(troubles).toEqual([])
    expect(scoresOf(await play({ criteria }, honest))).toEqual(
      Object.fromEntries(answers.slice(0, -1).map(({ hotkey, score }) => [hotkey, score])),
    )
  })

  test.each<[string, RoundCriterion<Seen>, Record<string, unknown>, evil: unknown]>([
    ['a vector of another length', new_, vectors, [1, 0, 1]],
    ['a number that leaves the range in each duel', duels, numbers, -10],
  ])('%s has the least, and the others what they have without it', async (_, compares, honest, evil) => {
    const criteria = [half, compares]
    const unwatched = await play({ criteria }, honest)
    const { answers, troubles } = await play({ criteria }, { ...honest, evil })
    expect(troubles.map(({ code }) => code)).toEqual(['COMPARE_INCOMPLETE'])
    const scores = scoresOf({ answers, troubles, miners: [] })
    for (const [hotkey, score] of Object.entries(scoresOf(unwatched)))
      expect(scores[hotkey]).toBeCloseTo(score, 9)
    expect(scores.evil).toBeLessThanOrEqual(Math.min(...Object.values(scores)))
    expect(answers.at(-1)?.parts?.compared?.[0]?.detail).toMatchObject({ failed: 3 })
  })
})
