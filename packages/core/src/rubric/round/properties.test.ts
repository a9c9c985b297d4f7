import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { synapse } from '../../subnet/synapse.js'
import { taskSource } from '../../tasks/task-source.js'
import { rubric } from '../define-rubric.js'
import { criterion } from '../parts.js'
import type { RoundCriterion } from '../rubric.js'
import { scoreRound } from '../score-round.js'
import { geometricMean } from '../strict-means.js'
import { agreement } from './agreement.js'
import { novelty } from './novelty.js'
import { pairwise } from './pairwise.js'
import { rank } from './rank.js'
import { compareOutputs } from './testing/compare.js'

type Of = { readonly output: number }
const runs = { numRuns: 15 }
const prior = 1
const floor = 0.25

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-1, 0, 0.5, 1, 1, 2, 1e308, -1e308, 5e-324),
)
const near = fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(0, 1, 1, 2))
const field = (output: fc.Arbitrary<number>) => fc.array(output, { minLength: 3, maxLength: 12 })

/** Text that differs the more, the further apart two numbers are. */
const textOf = (output: number) =>
  Array.from({ length: 20 }, (_, at) => `word${Math.round(output * 4) + at}`).join(' ')

interface Ready {
  readonly criterion: RoundCriterion<Of>
  readonly outputs: fc.Arbitrary<number>
  /** Most that one miner can change the score of another, given the outputs of its other peers. */
  readonly bound: (others: readonly number[]) => number
  /** True if the score of a miner never falls when its own number grows. */
  readonly isRising?: boolean
}

const ready: Readonly<Record<string, Ready>> = {
  rank: {
    criterion: rank('ready', 1, { of: ({ output }) => output }),
    ...{ outputs: value, bound: (others) => 1 / (others.length + 1), isRising: true },
  },
  'agreement of numbers': {
    criterion: agreement('ready', 1, { number: ({ output }) => output, tolerance: 2 }),
    outputs: near,
    bound(others) {
      // One more number moves the median between the next ones around the middle.
      const sorted = others.toSorted((one, other) => one - other)
      const middle = (sorted.length - 1) / 2
      const [low, high] =
        sorted.length % 2 === 0
          ? [sorted[middle - 0.5]!, sorted[middle + 0.5]!]
          : [
              ((sorted[middle - 1] ?? Number.NEGATIVE_INFINITY) + sorted[middle]!) / 2,
              (sorted[middle]! + (sorted[middle + 1] ?? Number.POSITIVE_INFINITY)) / 2,
            ]
      return Math.min(1, (high - low) / 2)
    },
  },
  'agreement of labels': {
    criterion: agreement('ready', 1, { label: ({ output }) => `${Math.round(output)}` }),
    outputs: near,
    bound(others) {
      const votes = new Map<number, number>()
      for (const one of others) votes.set(Math.round(one), (votes.get(Math.round(one)) ?? 0) + 1)
      return 2 / (Math.max(...votes.values()) + 1)
    },
  },
  'novelty of texts': {
    criterion: novelty('ready', 1, { text: ({ output }) => textOf(output), floor }),
    ...{ outputs: near, bound: () => 1 - floor },
  },
  'novelty by a distance': {
    criterion: novelty<Of, number>('ready', 1, {
      of: ({ output }) => output,
      distance: (one, other) => Math.min(1, Math.abs(one - other)),
      floor,
    }),
    ...{ outputs: value, bound: () => 1 - floor },
  },
  pairwise: {
    criterion: pairwise<Of, number>('ready', 1, {
      of: ({ output }) => output,
      duel: (one, other) => (one > other ? 1 : one < other ? 0 : 0.5),
      prior,
    }),
    ...{ outputs: value, bound: () => Math.tanh(1 / (2 * prior)), isRising: true },
  },
}

const answersOf = (outputs: readonly number[]) =>
  outputs.map((output, at) => ({ miner: `m${at.toString().padStart(2, '0')}`, output }))

async function scoresOf(criterion: RoundCriterion<Of>, outputs: readonly number[]) {
  const { scores, troubles } = await compareOutputs(criterion, answersOf(outputs))
  expect(troubles).toEqual([])
  return scores.map(({ score }) => score!)
}

const slack = 1e-9

describe.each(Object.entries(ready))('%s', (_, { criterion: one, outputs, bound, isRising }) => {
  test('is a number in [0, 1], whatever the answers', async () => {
    await fc.assert(
      fc.asyncProperty(field(outputs), async (some) => {
        for (const score of await scoresOf(one, some)) {
          expect(score).toBeGreaterThanOrEqual(0)
          expect(score).toBeLessThanOrEqual(1)
        }
      }),
      runs,
    )
  })

  test('follows the answers, in whatever order they are', async () => {
    await fc.assert(
      fc.asyncProperty(field(outputs), fc.infiniteStream(fc.nat()), async (some, keys) => {
        const answers = answersOf(some)
        const order = answers.map((answer) => ({ answer, key: keys.next().value as number }))
        const shuffled = order.toSorted((first, second) => first.key - second.key).map(({ answer }) => answer)
        const before = await compareOutputs(one, answers)
        const after = await compareOutputs(one, shuffled)
        expect(shuffled.map((_answer, at) => after.scores[at])).toEqual(
          shuffled.map((answer) => before.scores[answers.indexOf(answer)]),
        )
      }),
      runs,
    )
  })

  test('lets no miner change the score of another by more than its bound', async () => {
    await fc.assert(
      fc.asyncProperty(field(outputs), outputs, async (some, changed) => {
        const before = await scoresOf(one, some)
        const after = await scoresOf(one, [...some.slice(0, -1), changed])
        for (let at = 0; at < some.length - 1; at += 1) {
          const others = some.slice(0, -1).filter((_output, other) => other !== at)
          expect(Math.abs(after[at]! - before[at]!)).toBeLessThanOrEqual(bound(others) + slack)
        }
      }),
      runs,
    )
  })

  test.runIf(isRising)('never falls when its own number grows', async () => {
    await fc.assert(
      fc.asyncProperty(field(outputs), outputs, async (some, other) => {
        const [low, high] = [some.at(-1)!, other].toSorted((first, second) => first - second)
        const at = async (own: number) => (await scoresOf(one, [...some.slice(0, -1), own])).at(-1)!
        expect(await at(high!)).toBeGreaterThanOrEqual((await at(low!)) - slack)
      }),
      runs,
    )
  })
})

describe('monotone where it says so', () => {
  test('agreement never falls when an answer comes closer to the median of the others', async () => {
    await fc.assert(
      fc.asyncProperty(field(near), fc.double({ min: 0, max: 1, noNaN: true }), async (others, way) => {
        const sorted = others.toSorted((one, other) => one - other)
        const median = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
        const { criterion: one } = ready['agreement of numbers']!
        const at = async (own: number) => (await scoresOf(one, [...others, own])).at(-1)!
        expect(await at(median + 3 * way)).toBeGreaterThanOrEqual((await at(median + 3)) - slack)
        expect(await at(median)).toBeCloseTo(1, 9)
      }),
      runs,
    )
  })

  test('novelty never falls when all others are further away', async () => {
    await fc.assert(
      fc.asyncProperty(field(near), fc.double({ min: 1, max: 3, noNaN: true }), async (others, times) => {
        const { criterion: one } = ready['novelty by a distance']!
        const [near] = await scoresOf(one, [0, ...others])
        const [far] = await scoresOf(one, [0, ...others.map((other) => other * times)])
        expect(far!).toBeGreaterThanOrEqual(near! - slack)
      }),
      runs,
    )
  })
})

describe('a rubric of all of them', () => {
  const tasks = taskSource({
    protocol: { guess: synapse({ input: z.null(), output: z.number() }) },
    families: [{ name: 'any', synapse: 'guess', shared: true, draw: () => ({ input: null, truth: 0 }) }],
  })
  const { protocol } = tasks
  const [task] = tasks.tasksFor({ netuid: 1, mechanism: 0, number: 1, secret: new Uint8Array(32) }, 'any')
  const parts = Object.entries(ready).map(([name, { criterion: one }]) => ({ ...one, name }))
  const own = criterion<{ readonly output: number }>('own', 1, ({ output }) => 1 / (1 + Math.abs(output)))
  const miners = (outputs: readonly number[]) =>
    answersOf(outputs).map(({ miner: hotkey, output }) => ({ hotkey, task: task!, output }))

  test('is bounded and follows the answers under any combination', async () => {
    const subnet = {
      protocol,
      tasks,
      rubric: rubric(tasks, { criteria: [own, ...parts], combine: geometricMean() }),
    }
    await fc.assert(
      fc.asyncProperty(field(near), async (some) => {
        const { answers, troubles } = await scoreRound(subnet, miners(some))
        expect(troubles).toEqual([])
        for (const { score } of answers) expect(score >= 0 && score <= 1).toBe(true)
        const turned = await scoreRound(subnet, miners(some).toReversed())
        expect(turned.answers.toReversed()).toEqual(answers)
      }),
      runs,
    )
  })

  test('lets no miner change another beyond the weighted bounds of its parts', async () => {
    const subnet = { protocol, tasks, rubric: rubric(tasks, { criteria: [own, ...parts] }) }
    await fc.assert(
      fc.asyncProperty(field(near), near, async (some, changed) => {
        const before = await scoreRound(subnet, miners(some))
        const after = await scoreRound(subnet, miners([...some.slice(0, -1), changed]))
        for (let at = 0; at < some.length - 1; at += 1) {
          const others = some.slice(0, -1).filter((_output, other) => other !== at)
          const bounds = Object.values(ready).reduce((sum, { bound }) => sum + bound(others), 0)
          const difference = Math.abs(after.answers[at]!.score - before.answers[at]!.score)
          expect(difference).toBeLessThanOrEqual(bounds / (1 + parts.length) + slack)
        }
      }),
      runs,
    )
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, 10n, Symbol('x'), () => 1])(
    'an answer of which %s is compared costs itself only',
    async (odd) => {
      const picky: RoundCriterion<Of> = {
        ...ready.rank!.criterion,
        feature: ({ output }) => (output === 7 ? odd : output),
      }
      const subnet = { protocol, tasks, rubric: rubric(tasks, { criteria: [picky] }) }
      const { answers } = await scoreRound(subnet, miners([1, 7, 3]))
      expect(answers.map(({ outcome, score }) => [outcome, score])).toEqual([
        ['scored', 0],
        ['malformed', 0],
        ['scored', 1],
      ])
    },
  )
})
