import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { synapse } from '../subnet/synapse.js'
import { taskSource } from '../tasks/task-source.js'
import { type AnswerTo, criterion, gate, rubric } from './define-rubric.js'
import { latency } from './latency.js'
import type { Rubric } from './rubric.js'
import { scoreAnswer } from './score-answer.js'
import { weightedMean } from './weighted-mean.js'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const weight = fc.double({ min: 0.01, max: 100, noNaN: true })
const part = fc.record({ weight, score: unit })
const timed = { latencyMs: 0, deadlineMs: 100 }

interface Case {
  readonly criteria: readonly { readonly weight: number; readonly score: number }[]
  readonly power?: number
  readonly latencyMs?: number
  readonly passes?: boolean
}

function score({ criteria, power = 1, latencyMs = 0, passes = true }: Case) {
  return scoreAnswer(
    rubric<typeof timed>({
      gates: [gate('gate', () => passes)],
      criteria: criteria.map((one, index) => criterion(`c${index}`, one.weight, () => one.score)),
      factors: [latency()],
      combine: weightedMean({ power }),
    }),
    { latencyMs, deadlineMs: 100 },
  )
}

const anyCase = fc.record({
  criteria: fc.array(part, { minLength: 1, maxLength: 5 }),
  power: fc.double({ min: 0.1, max: 8, noNaN: true }),
  latencyMs: fc.double({ min: 0, max: 500, noNaN: true }),
})

describe('scoreAnswer', () => {
  test('is bounded', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        const { value } = await score(one)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('never falls when a criterion rises', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, unit, async (one, other) => {
        const [first, ...rest] = one.criteria
        const [low, high] = [first!.score, other].toSorted((a, b) => a - b) as [number, number]
        const with_ = (value: number) => score({ ...one, criteria: [{ ...first!, score: value }, ...rest] })
        expect((await with_(high)).value).toBeGreaterThanOrEqual((await with_(low)).value)
      }),
    )
  })

  test('never rises with latency, and never falls below the floor for it', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, fc.double({ min: 0, max: 500, noNaN: true }), async (one, more) => {
        const [fast, slow, base] = await Promise.all([
          score(one),
          score({ ...one, latencyMs: one.latencyMs + more }),
          score({ ...one, latencyMs: 0 }),
        ])
        expect(slow.value).toBeLessThanOrEqual(fast.value)
        expect(slow.value).toBeGreaterThanOrEqual(base.value * 0.7 - 1e-12)
      }),
    )
  })

  test('is 0 and asks nothing further when a gate fails', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (one) => {
        expect(await score({ ...one, passes: false })).toEqual({
          value: 0,
          failedGate: 'gate',
          criteria: [],
          factors: [],
        })
      }),
    )
  })

  test('keeps what the score was made from', async () => {
    expect(
      await score({
        criteria: [
          { weight: 3, score: 1 },
          { weight: 1, score: 0 },
        ],
        power: 2,
        latencyMs: 100,
      }),
    ).toEqual({
      value: 0.75 ** 2 * 0.7,
      failedGate: null,
      criteria: [
        { name: 'c0', weight: 3, score: 1 },
        { name: 'c1', weight: 1, score: 0 },
      ],
      factors: [{ name: 'latency', factor: 0.7 }],
    })
  })

  test.each([Number.NaN, -0.001, 1.001, Number.POSITIVE_INFINITY, null as unknown as number])(
    'refuses %d from a criterion, a factor and a combination',
    async (value) => {
      const sound = { criteria: [criterion('c', 1, () => 1)] }
      const broken: Rubric<typeof timed>[] = [
        rubric({ criteria: [criterion('c', 1, () => value)] }),
        rubric({ ...sound, factors: [{ name: 'f', factor: () => value }] }),
        rubric({ ...sound, combine: () => value }),
      ]
      for (const one of broken) {
        await expect(scoreAnswer(one, timed)).rejects.toMatchObject({ code: 'SCORE_OUT_OF_RANGE' })
      }
    },
  )

  test('names the checker that throws, rejects or never settles', async () => {
    const checks: (() => never | Promise<never>)[] = [
      () => {
        throw new Error('odd answer')
      },
      () => Promise.reject(new Error('odd answer')),
      () => new Promise<never>(() => {}),
    ]
    for (const check of checks) {
      const one = rubric({ criteria: [criterion('odd', 1, check)] })
      await expect(scoreAnswer(one, timed, { deadlineMs: 5 })).rejects.toMatchObject({
        code: 'CHECKER_FAILED',
        details: { part: 'criterion odd' },
      })
    }
  })

  test('a criterion may be a method with state of its own', async () => {
    const counting = {
      name: 'counting',
      weight: 1,
      calls: 0,
      score() {
        this.calls += 1
        return 1
      },
    }
    await scoreAnswer(rubric({ criteria: [counting] }), timed)
    expect(counting.calls).toBe(1)
  })
})

describe('rubric', () => {
  const protocol = { ask: synapse({ input: z.string(), output: z.object({ text: z.string() }) }) }
  const tasks = taskSource({
    protocol,
    families: [{ name: 'ask', synapse: 'ask', draw: () => ({ input: 'x', truth: 4 }) }],
  })

  test('infers answers from the task source', () => {
    rubric<AnswerTo<typeof tasks>>({
      gates: [gate('text', (answer) => answer.output.text !== '')],
      criteria: [
        criterion('right', 1, ({ output, task }) => {
          expectTypeOf(task.truth).toEqualTypeOf<number>()
          expectTypeOf(output).toEqualTypeOf<{ text: string }>()
          return Number(output.text) === task.truth ? 1 : 0
        }),
      ],
      factors: [latency()],
    })
  })

  test.each([
    ['no criterion', { criteria: [] }],
    ['a weight of 0', { criteria: [criterion('c', 0, () => 1)] }],
    ['two of one name', { criteria: [criterion('c', 1, () => 1), criterion('c', 1, () => 1)] }],
  ])('refuses %s', (_, options) => {
    expect(() => rubric(options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })

  test('latency is 1 up to the first part of the deadline and the floor at it', () => {
    const at = (latencyMs: number) =>
      latency({ fullUntil: 0.5, floor: 0.6 }).factor({ latencyMs, deadlineMs: 100 })
    expect([at(0), at(50), at(75), at(100), at(900)]).toEqual([1, 1, 0.8, 0.6, 0.6])
  })
})
