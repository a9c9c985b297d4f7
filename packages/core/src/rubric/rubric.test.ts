import { defineErrors } from '@subnetkit/base'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { synapse } from '../subnet/synapse.js'
import { taskSource } from '../tasks/task-source.js'
import { applyRubric } from './apply-rubric.js'
import { type RubricOptions, rubric } from './define-rubric.js'
import { latency } from './latency.js'
import { criterion, factor, gate } from './parts.js'
import type { AnswerTo, Rubric } from './rubric.js'
import { weightedMean } from './weighted-mean.js'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const weight = fc.double({ min: 0.01, max: 100, noNaN: true })
const part = fc.record({ weight, score: unit })

const protocol = {
  add: synapse({
    input: z.object({ a: z.int(), b: z.int().default(3) }),
    output: z.object({ sum: z.int() }),
  }),
  say: synapse({ input: z.object({ text: z.string() }), output: z.object({ text: z.string() }) }),
}
const tasks = taskSource({
  protocol,
  families: [
    { name: 'sum', synapse: 'add', draw: () => ({ input: { a: 1 }, truth: 4 }) },
    { name: 'even', synapse: 'add', draw: () => ({ input: { a: 1 }, truth: { even: true } }) },
    { name: 'echo', synapse: 'say', draw: () => ({ input: { text: 'x' }, truth: 'x' }) },
  ],
})
type Sum = Extract<AnswerTo<typeof tasks>, { family: 'sum' }>
const sum: Sum = {
  id: 'sum-0',
  family: 'sum',
  synapse: 'add',
  input: { a: 1, b: 3 },
  output: { sum: 4 },
  truth: 4,
  firstChunkMs: null,
  latencyMs: 0,
  deadlineMs: 100,
}
const echo: AnswerTo<typeof tasks> = {
  ...sum,
  id: 'echo-0',
  family: 'echo',
  synapse: 'say',
  input: { text: 'x' },
  output: { text: 'x' },
  truth: 'x',
}

interface Case {
  readonly criteria: readonly { readonly weight: number; readonly score: number }[]
  readonly power?: number
  readonly latencyMs?: number
  readonly passes?: boolean
}

function score({ criteria, power = 1, latencyMs = 0, passes = true }: Case) {
  return applyRubric(
    rubric(tasks, {
      gates: [gate('gate', () => passes)],
      criteria: criteria.map((one, index) => criterion(`c${index}`, one.weight, () => one.score)),
      factors: [latency()],
      combine: weightedMean({ power }),
    }),
    { ...sum, latencyMs },
  )
}

const anyCase = fc.record({
  criteria: fc.array(part, { minLength: 1, maxLength: 5 }),
  power: fc.double({ min: 0.1, max: 8, noNaN: true }),
  latencyMs: fc.double({ min: 0, max: 500, noNaN: true }),
})

describe('applyRubric', () => {
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
      const broken: Rubric<AnswerTo<typeof tasks>>[] = [
        rubric(tasks, { criteria: [criterion('c', 1, () => value)] }),
        rubric(tasks, { ...sound, factors: [factor('f', () => value)] }),
        rubric(tasks, { ...sound, combine: () => value }),
      ]
      for (const one of broken) {
        await expect(applyRubric(one, sum)).rejects.toMatchObject({ code: 'SCORE_OUT_OF_RANGE' })
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
      const one = rubric(tasks, { criteria: [criterion('odd', 1, check)] })
      await expect(applyRubric(one, sum, { deadlineMs: 5 })).rejects.toMatchObject({
        code: 'CHECKER_FAILED',
        details: { part: 'criterion odd' },
      })
    }
  })

  test('an error of the subnet in a checker is shown with its code', async () => {
    const subnetError = defineErrors({
      MODEL_ABSENT: { message: 'no model {file}', fix: 'Download {file}.' },
    })
    const failing = () => {
      throw subnetError('MODEL_ABSENT', { file: 'small.gguf' })
    }
    const scored = rubric(tasks, { criteria: [criterion('odd', 1, failing)] })
    await expect(applyRubric(scored, sum)).rejects.toMatchObject({
      code: 'CHECKER_FAILED',
      details: { part: 'criterion odd', detail: 'MODEL_ABSENT: no model small.gguf' },
      cause: { code: 'MODEL_ABSENT' },
    })
    const gated = rubric(tasks, { gates: [gate('model', failing)], criteria: [criterion('any', 1, () => 1)] })
    await expect(applyRubric(gated, sum)).rejects.toMatchObject({
      code: 'CHECKER_FAILED',
      details: { part: 'gate model', detail: 'MODEL_ABSENT: no model small.gguf' },
    })
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
    await applyRubric(rubric(tasks, { criteria: [counting] }), sum)
    expect(counting.calls).toBe(1)
  })
})

describe('rubric', () => {
  test('infers answers from the task source, and narrows them by synapse and by family', () => {
    rubric(tasks, {
      gates: [gate('any', ({ latencyMs, deadlineMs }) => latencyMs <= deadlineMs)],
      criteria: [
        criterion('right', 1, (answer) => {
          expectTypeOf(answer.truth).toEqualTypeOf<number | { even: boolean } | string>()
          if (answer.synapse === 'say') {
            expectTypeOf(answer.input).toEqualTypeOf<{ text: string }>()
            expectTypeOf(answer.output).toEqualTypeOf<{ text: string }>()
            expectTypeOf(answer.truth).toEqualTypeOf<string>()
            return answer.output.text === answer.truth ? 1 : 0
          }
          expectTypeOf(answer.input).toEqualTypeOf<{ a: number; b: number }>()
          expectTypeOf(answer.output).toEqualTypeOf<{ sum: number }>()
          if (answer.family === 'even') expectTypeOf(answer.truth).toEqualTypeOf<{ even: boolean }>()
          else expectTypeOf(answer.truth).toEqualTypeOf<number>()
          return 1
        }),
      ],
      factors: [latency()],
    })
  })

  test('a scope narrows what its part sees', () => {
    rubric(tasks, {
      gates: [
        gate('text', { synapse: 'say' }, ({ output, truth }) => {
          expectTypeOf(truth).toEqualTypeOf<string>()
          return output.text !== ''
        }),
      ],
      criteria: [
        criterion('right', 1, { family: 'sum' }, ({ output, truth }) => {
          expectTypeOf(truth).toEqualTypeOf<number>()
          return output.sum === truth ? 1 : 0
        }),
        criterion('right', 1, { family: 'even' }, ({ output, truth }) => {
          expectTypeOf(truth).toEqualTypeOf<{ even: boolean }>()
          return (output.sum % 2 === 0) === truth.even ? 1 : 0
        }),
        criterion('right', 1, { synapse: 'say' }, ({ output, truth }) => (output.text === truth ? 1 : 0)),
      ],
      factors: [
        factor('short', { synapse: 'add' }, ({ input, truth }) => {
          expectTypeOf(input).toEqualTypeOf<{ a: number; b: number }>()
          expectTypeOf(truth).toEqualTypeOf<number | { even: boolean }>()
          return 1
        }),
      ],
    })
  })

  test('parts for other families and synapses are left out', async () => {
    const asked: string[] = []
    const note = <T>(name: string, value: T) => {
      asked.push(name)
      return value
    }
    const scoped = rubric(tasks, {
      gates: [gate('say', { synapse: 'say' }, () => note('gate say', false))],
      criteria: [
        criterion('all', 1, () => note('all', 1)),
        criterion('sum', 3, { family: 'sum' }, () => note('sum', 0)),
        criterion('even', 5, { family: 'even' }, () => note('even', 0)),
      ],
      factors: [
        factor('add', { synapse: 'add' }, () => note('factor add', 0.5)),
        factor('echo', { family: 'echo' }, () => note('factor echo', 0)),
      ],
    })
    expect(await applyRubric(scoped, sum)).toEqual({
      value: 0.125,
      failedGate: null,
      criteria: [
        { name: 'all', weight: 1, score: 1 },
        { name: 'sum', weight: 3, score: 0 },
      ],
      factors: [{ name: 'add', factor: 0.5 }],
    })
    expect(asked).toEqual(['all', 'sum', 'factor add'])
    expect(await applyRubric(scoped, echo)).toMatchObject({ value: 0, failedGate: 'say' })
  })

  const one = () => criterion('c', 1, () => 1)
  test.each<[string, RubricOptions<AnswerTo<typeof tasks>>]>([
    ['no criterion', { criteria: [] }],
    ['a family without a criterion', { criteria: [criterion('c', 1, { synapse: 'add' }, () => 1)] }],
    ['a weight of 0', { criteria: [criterion('c', 0, () => 1)] }],
    ['two of one name', { criteria: [one(), one()] }],
    ['two of one name for one family', { criteria: [one(), criterion('c', 1, { family: 'sum' }, () => 1)] }],
    // @ts-expect-error no such synapse
    ['an unknown synapse', { criteria: [one()], gates: [gate('g', { synapse: 'ad' }, () => true)] }],
    // @ts-expect-error no such family
    ['an unknown family', { criteria: [one()], factors: [factor('f', { family: 'add' }, () => 1)] }],
  ])('refuses %s', (_, options) => {
    expect(() => rubric(tasks, options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })

  test('latency is 1 up to the first part of the deadline and the floor at it', () => {
    const at = (latencyMs: number) =>
      latency({ fullUntil: 0.5, floor: 0.6 }).factor({ latencyMs, deadlineMs: 100 })
    expect([at(0), at(50), at(75), at(100), at(900)]).toEqual([1, 1, 0.8, 0.6, 0.6])
  })
})
