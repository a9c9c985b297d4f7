import { isSubnetError } from '@subnetkit/base'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { rubric } from '../rubric/define-rubric.js'
import { criterion } from '../rubric/parts.js'
import type { AnswerTo, Rubric } from '../rubric/rubric.js'
import { taskSource } from '../tasks/task-source.js'
import { defineSubnet } from './define-subnet.js'
import { bigint } from './encoding/bigint.js'
import { bytes } from './encoding/bytes.js'
import { date as dateSchema } from './encoding/date.js'
import { streamSynapse } from './stream-synapse.js'
import { type SynapseInput, type SynapseOutput, type SynapseRequest, synapse } from './synapse.js'

const ask = synapse({
  input: z.object({ prompt: z.string(), tokens: z.number().default(64) }),
  output: z.object({ text: z.string() }),
  deadline: '4s',
})
const tasks = taskSource({
  protocol: { ask },
  families: [{ name: 'echo', synapse: 'ask', draw: () => ({ input: { prompt: 'hi' }, truth: 42n }) }],
})
const definition = {
  name: 'text',
  version: 3,
  protocol: { ask },
  tasks,
  rubric: rubric(tasks, { criteria: [criterion('long', 1, ({ output }) => (output.text ? 1 : 0))] }),
}

const other = {
  join: synapse({
    input: z.object({ parts: z.array(z.string()) }),
    output: z.object({ joined: z.string() }),
  }),
}
const otherTasks = taskSource({
  protocol: other,
  families: [{ name: 'join', synapse: 'join', draw: () => ({ input: { parts: ['a'] }, truth: 'a' }) }],
})
const otherRubric = rubric(otherTasks, {
  criteria: [criterion('right', 1, ({ output, truth }) => (output.joined === truth ? 1 : 0))],
})

const text = z.string()

/** Code and message of the refusal. */
function refusal(define: () => unknown) {
  try {
    define()
  } catch (error) {
    if (isSubnetError(error)) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('it was accepted')
}

/** As a program without types calls it. */
const untyped = defineSubnet as unknown as (definition: unknown) => unknown

describe('the cost of a synapse', () => {
  const input = z.object({ prompt: z.string(), tokens: z.number().default(64) })

  it('is a number or a function of the request, and 0 if it is not declared', () => {
    const priced = synapse({
      ...{ input, output: text },
      cost: (request) => {
        expectTypeOf(request).toEqualTypeOf<{ prompt: string; tokens?: number | undefined }>()
        return (request.tokens ?? 64) / 10
      },
    })
    expect(priced.cost({ prompt: 'hi', tokens: 20 })).toBe(2)
    expect(synapse({ input, output: text, cost: 3 }).cost({ prompt: 'hi' })).toBe(3)
    expect(streamSynapse({ input, chunk: text, cost: 3 }).cost({ prompt: 'hi' })).toBe(3)
    expect(ask.cost({ prompt: 'hi' })).toBe(0)
  })

  it.each([-1, Number.NaN, '3'])('is not %j', (cost) => {
    const define = () => synapse({ input, output: text, cost: cost as number })
    expect(refusal(define)).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringMatching('cost') })
  })
})

describe('defineSubnet', () => {
  it('infers every type from the schemas', () => {
    expectTypeOf<SynapseRequest<typeof ask>>().toEqualTypeOf<{
      prompt: string
      tokens?: number | undefined
    }>()
    expectTypeOf<SynapseInput<typeof ask>>().toEqualTypeOf<{ prompt: string; tokens: number }>()
    expectTypeOf<SynapseOutput<typeof ask>>().toEqualTypeOf<{ text: string }>()
    const subnet = defineSubnet(definition)
    expectTypeOf(subnet.protocol).toEqualTypeOf<{ ask: typeof ask }>()
    expectTypeOf(subnet.tasks).toEqualTypeOf<typeof tasks>()
    expectTypeOf(subnet.rubric).toEqualTypeOf<Rubric<AnswerTo<typeof tasks>>>()
    type Seen = Parameters<(typeof subnet)['rubric']['gates'][number]['passes']>[0]
    expectTypeOf<Seen['output']>().toEqualTypeOf<{ text: string }>()
    expectTypeOf<Seen['input']>().toEqualTypeOf<{ prompt: string; tokens: number }>()
    expectTypeOf<Seen['truth']>().toEqualTypeOf<bigint>()
  })

  it('infers a rubric that is written in place', () => {
    const subnet = defineSubnet({
      name: 'text',
      version: 3,
      protocol: { ask, ...other },
      tasks,
      rubric: rubric(tasks, {
        criteria: [
          criterion('long', 1, ({ input, output, truth }) => {
            expectTypeOf(truth).toEqualTypeOf<bigint>()
            return output.text.length === input.tokens ? 1 : 0
          }),
        ],
      }),
    })
    expectTypeOf<keyof typeof subnet.protocol>().toEqualTypeOf<'ask' | 'join'>()
  })

  it('refuses tasks of another protocol and a rubric for other tasks, in types and at run time', () => {
    // @ts-expect-error the rubric knows neither the family nor its synapse
    expect(refusal(() => defineSubnet({ ...definition, rubric: otherRubric }))).toEqual({
      code: 'CONFIG_INVALID',
      message: 'defineSubnet rubric: it was made for other tasks: no part of it scores the family echo',
    })
    // @ts-expect-error the protocol lacks the synapse that the tasks call
    expect(refusal(() => defineSubnet({ ...definition, protocol: other }))).toEqual({
      code: 'CONFIG_INVALID',
      message: 'defineSubnet protocol: it lacks the synapse that the family echo calls',
    })
    const renewed = { ask: synapse({ input: ask.input, output: z.object({ text: z.string().max(5) }) }) }
    expect(refusal(() => defineSubnet({ ...definition, protocol: renewed })).message).toContain(
      'made with other schemas',
    )
  })

  it('fills in the incentive', () => {
    const { incentive } = defineSubnet({ ...definition, incentive: {} })
    expect([incentive.scoreboard.name, incentive.weights.name, incentive.burn]).toEqual([
      'ema(0.1)',
      'power(2)',
      0,
    ])
  })

  it('takes undefined for absent', () => {
    const incentive = { scoreboard: undefined, burn: undefined, vector: { maxWeight: undefined } }
    expect(untyped({ ...definition, incentive, hyperparameters: undefined })).toMatchObject({
      incentive: { scoreboard: { name: 'ema(0.1)' }, burn: 0, vector: { maxWeight: 1, minWeight: 0 } },
      hyperparameters: {},
    })
  })

  it('takes a version key of 64 bits', () => {
    expect(defineSubnet({ ...definition, version: 2n ** 64n - 1n }).version).toBe(2n ** 64n - 1n)
  })

  it.each<[string, object, string]>([
    ['name', { name: 'Text' }, "'Text' is not 1 to 32 of a-z"],
    ['name', { name: undefined }, 'undefined is not 1 to 32 of a-z'],
    ['version', { version: 0 }, '0 is not an integer'],
    ['version', { version: 1.5 }, '1.5 is not an integer'],
    ['version', { version: '1' }, "'1' is not an integer"],
    ['version', { version: 2n ** 64n }, '18446744073709551616 is not an integer'],
    ['protocol', { protocol: {} }, 'an object is not a protocol of at least one synapse'],
    ['protocol', { protocol: [] }, 'an array of 0 is not an object of synapses'],
    ['protocol.ask', { protocol: { ask: { input: ask.input } } }, 'an object is not a synapse, as synapse('],
    ['tasks', { tasks: { tasksFor: () => [] } }, 'an object is not a task source, as taskSource('],
    ['rubric', { rubric: { criteria: [] } }, 'an object is not a rubric, as rubric('],
    ['', { hyperparameter: {} }, "unknown option 'hyperparameter'"],
  ])('names %s of %o in its refusal', (where, change, detail) => {
    const { code, message } = refusal(() => untyped({ ...definition, ...change }))
    expect(code).toBe('CONFIG_INVALID')
    expect(message).toContain(`${`defineSubnet ${where}`.trim()}: `)
    expect(message).toContain(detail)
  })

  it.each<[string, object, string]>([
    ['incentive burn', { burn: 1.1 }, '1.1 is not a share'],
    ['incentive burn', { burn: null }, 'null is not a share'],
    ['incentive weights', { weights: 'power' }, "'power' is not a weight policy"],
    ['incentive scoreboard', { scoreboard: {} }, 'an object is not a scoreboard policy'],
    ['incentive vector maxWeight', { vector: { maxWeight: 2 } }, '2 is not a share'],
    ['incentive', { alpha: 1 }, "unknown option 'alpha'"],
  ])('names %s of %o in its refusal', (where, incentive, detail) => {
    const { code, message } = refusal(() => untyped({ ...definition, incentive }))
    expect({ code, message }).toEqual({ code: 'CONFIG_INVALID', message: expect.stringContaining(detail) })
    expect(message).toMatch(`${where}: `)
  })

  it.each([
    ['the plain name as version 1', { 'ask.v1': ask }],
    ['something after a version', { 'ask.v2.x': ask }],
    ['a version after a version', { 'ask.v2.v3': ask }],
    ['a version with a zero before it', { 'ask.v02': ask }],
    ['a version beyond the largest', { 'ask.v1000000': ask }],
    [
      'a member $part beside bytes()',
      {
        up: synapse({
          input: z.object({ image: bytes(), more: z.array(z.object({ $part: z.int() })) }),
          output: text,
        }),
      },
    ],
    [
      'bytes() above maxBytes',
      { up: synapse({ input: text, output: z.object({ image: bytes({ max: '8MB' }) }) }) },
    ],
  ])('defect: took %s, which failed later', (_, more) => {
    const protocol = { ask, ...more } as typeof definition.protocol
    expect(refusal(() => defineSubnet({ ...definition, protocol })).code).toBe('CONFIG_INVALID')
  })

  it('takes versions from 2, $part without bytes(), and bytes() within maxBytes', () => {
    const image = synapse({
      input: text,
      output: z.object({ image: bytes({ max: '8MB' }) }),
      maxBytes: '9MB',
    })
    const part = synapse({ input: z.object({ $part: z.int() }), output: text })
    const protocol = { ask, 'ask.v2': ask, 'ask.v999999': ask, 'ask.vx': ask, image, part }
    expect(Object.keys(defineSubnet({ ...definition, protocol }).protocol)).toHaveLength(6)
  })

  it('refuses no definition at all', () => {
    expect(refusal(() => untyped(null)).message).toBe('defineSubnet: null is not an object')
    expect(refusal(() => untyped(undefined)).message).toContain('defineSubnet name: undefined is not')
  })

  it('defect: hyperparameters of a subnet were not looked at', () => {
    const define = (hyperparameters: unknown) => refusal(() => untyped({ ...definition, hyperparameters }))
    expect(define({ minBurn: 0.5 })).toEqual({
      code: 'HYPERPARAMETERS_INVALID',
      message: expect.stringMatching(/minBurn .*0\.5.* whole rao/),
    })
    expect(define({ tempoo: 360 }).code).toBe('HYPERPARAMETERS_INVALID')
    expect(define({ kappa: 1 }).code).toBe('HYPERPARAMETERS_INVALID')
    expect(define({ tempo: 100 })).toEqual({
      code: 'CONFIG_INVALID',
      message: 'defineSubnet hyperparameters.tempo: 100 is not a value from 360 to 50400 blocks',
    })
    expect(define({ alphaValues: [1638, 70_000] }).code).toBe('HYPERPARAMETERS_INVALID')
    const { hyperparameters } = defineSubnet({ ...definition, hyperparameters: { minBurn: 500_000n } })
    expect(hyperparameters).toEqual({ minBurn: 500_000n })
    // @ts-expect-error rao are a bigint
    expect(() => defineSubnet({ ...definition, hyperparameters: { minBurn: 0.5 } })).toThrow(
      expect.objectContaining({ code: 'HYPERPARAMETERS_INVALID' }),
    )
  })
})

describe('schemas whose values JSON cannot carry', () => {
  const withInput = (input: z.ZodType) => {
    const protocol = { ask: synapse({ input, output: z.object({ text: z.string() }) }) }
    const drawn = taskSource({
      protocol,
      families: [{ name: 'echo', synapse: 'ask', draw: () => ({ input: null, truth: 1 }) }],
    })
    const scored = rubric(drawn, { criteria: [criterion('c', 1, () => 1)] })
    return () => defineSubnet({ name: 'text', version: 1, protocol, tasks: drawn, rubric: scored })
  }

  it.each<[string, z.ZodType, string]>([
    ['a bigint', z.object({ amount: z.bigint() }), '.amount'],
    ['a Date', z.object({ days: z.array(z.object({ at: z.date() })) }), '.days.[].at'],
    ['a Date', z.object({ pair: z.tuple([z.string(), z.date()]) }), '.pair.[1]'],
    ['undefined', z.object({ name: z.union([z.string(), z.undefined()]) }), '.name'],
    ['undefined', z.void(), ''],
    ['a function', z.object({ run: z.function() }), '.run'],
    ['a Map', z.map(z.string(), z.number()), ''],
    ['a Set', z.record(z.string(), z.set(z.string())), '.[]'],
    ['a symbol', z.object({ mark: z.symbol().optional() }), '.mark'],
    ['NaN', z.object({ nothing: z.nan() }), '.nothing'],
    ['a bigint', z.literal([1n]), ''],
    ['a bigint', z.lazy(() => z.object({ amount: z.bigint().default(3n) })), '.amount'],
    ['a bigint', z.coerce.bigint(), ''],
    ['an instance of URL', z.object({ link: z.instanceof(URL) }), '.link'],
    ['Infinity', z.object({ top: z.literal([1, Number.POSITIVE_INFINITY]) }), '.top'],
    ['undefined', z.object({ gap: z.literal(['a', undefined]) }), '.gap'],
    ['undefined in an array', z.object({ list: z.array(z.string().optional()) }), '.list'],
    ['undefined in an array', z.array(z.number().default(1)), ''],
  ])('%s is refused by name, case %#', (what, schema, where) => {
    expect(refusal(withInput(schema))).toEqual({
      code: 'CONFIG_INVALID',
      message: `defineSubnet protocol.ask.input${where}: JSON cannot carry ${what}`,
    })
  })

  it('codecs, transforms and recursive schemas are fine', () => {
    const date = z.codec(z.iso.datetime(), z.date(), {
      decode: (text) => new Date(text),
      encode: (at) => at.toISOString(),
    })
    const tree = z.object({
      get children() {
        return z.array(tree)
      },
    })
    const amount = z.string().transform(BigInt)
    expect(
      withInput(
        z.object({
          date,
          amount,
          tree,
          rao: bigint().default(1n),
          days: z.array(dateSchema()),
          at: z.coerce.date(),
          any: z.unknown(),
        }),
      ),
    ).not.toThrow()
  })
})
