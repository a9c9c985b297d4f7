import { setTimeout } from 'node:timers/promises'
import type { Handlers } from '@subnetkit/transport'
import {
  bigint,
  bytes,
  criterion,
  date,
  defineSubnet,
  latency,
  rubric,
  streamSynapse,
  synapse,
  taskSource,
  versions,
} from 'subnetkit'
import { z } from 'zod'

const tree = z.object({
  name: z.string().min(1).max(8),
  get children() {
    return z.array(tree).max(3)
  },
})

const words = { bread: 'pane', water: 'acqua', fire: 'fuoco', stone: 'pietra' }

/** Input of the product generators: every kind of schema that a protocol may have, and every way to fail. */
export const protocol = {
  ...versions('sort', {
    1: synapse({
      input: z.object({ numbers: z.array(z.int()).max(64), descending: z.boolean().default(false) }),
      output: z.object({ numbers: z.array(z.int()).max(64) }),
      maxBytes: '4kB',
      deadline: '4s',
    }),
    3: synapse({ input: z.array(z.number()).max(9), output: z.array(z.number()), maxBytes: '4kB' }),
  }),
  translate: synapse({
    input: z.object({ text: z.string().max(200), 'target-language': z.enum(['it', 'de']).optional() }),
    output: z.object({ text: z.string().max(400), confidence: z.number().min(0).max(1).default(1) }),
    maxBytes: '4kB',
  }),
  /** Gives back its input, as its schema leaves it. */
  profile: synapse({
    input: z.strictObject({
      kind: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('tree'), tree }),
        z.object({ kind: z.literal('map'), map: z.record(z.string().max(3), z.number().multipleOf(0.05)) }),
        z.object({ kind: z.literal('pair'), pair: z.tuple([z.int(), z.string()]) }),
        z.object({ kind: z.literal('rest'), rest: z.tuple([z.int()], z.boolean()).optional() }),
      ]),
      code: z
        .string()
        .regex(/^[a-f]{2,4}(?:-\d+)?$/i)
        .nullable(),
      dotted: z
        .string()
        .regex(/^.{3}\s$/)
        .optional(),
      mail: z.email().optional(),
      at: z.iso.datetime().optional(),
      id: z.uuid().optional(),
      either: z.union([z.string().max(3), z.int().min(5), z.array(z.null())]).default('abc'),
      both: z.intersection(z.object({ a: z.int() }), z.object({ b: z.string() })).optional(),
      loose: z.looseObject({ known: z.boolean() }).optional(),
      catchall: z.object({ known: z.boolean() }).catchall(z.int()).optional(),
      choice: z.literal(['one', 2, null, true]).optional(),
      share: z.number().gt(0).lt(1).optional(),
      json: z.json().optional(),
      any: z.unknown(),
    }),
    output: z.unknown(),
    maxBytes: '4kB',
  }),
  /** Values that JSON has no type for. */
  ledger: synapse({
    input: z.object({ rao: bigint({ min: -5n, max: 2n ** 70n }), any: bigint().optional(), when: date() }),
    output: z.object({ rao: bigint(), when: date() }),
    maxBytes: '8kB',
  }),
  /** Binary values: joined, and how many there were. */
  join: synapse({
    input: z.object({
      first: bytes({ max: 64 }),
      others: z.array(bytes()).max(3).default([]),
      twice: z.boolean(),
    }),
    output: z.object({ joined: bytes(), count: z.int() }),
    maxBytes: '4kB',
  }),
  trouble: synapse({
    input: z.enum(['throw', 'lie', 'slow', 'large', 'none']),
    output: z.string(),
    deadline: 300,
    maxBytes: 1_000,
  }),
  count: streamSynapse({
    input: z.object({
      to: z.int().min(0).max(50),
      after: z.enum(['end', 'throw', 'lie', 'hang', 'flood']).default('end'),
    }),
    chunk: z.object({ number: z.int().min(1) }),
    chunkDeadline: 300,
    deadline: '3s',
    maxBytes: 2_000,
  }),
}

const tasks = taskSource({
  protocol,
  families: [
    {
      name: 'sorting',
      synapse: 'sort',
      weight: 3,
      draw(random) {
        const numbers = random.sample(
          Array.from({ length: 100 }, (_, number) => number),
          8,
        )
        const descending = random.chance(0.4)
        const sorted = numbers.toSorted((one, other) => (descending ? other - one : one - other))
        return { input: { numbers, descending }, truth: sorted.join() }
      },
    },
    {
      name: 'vocabulary',
      synapse: 'translate',
      draw(random) {
        const [english, italian] = random.pick(Object.entries(words))
        return { input: { text: english }, truth: italian }
      },
    },
  ],
})

export const referenceSubnet = defineSubnet({
  name: 'reference',
  version: 1,
  protocol,
  tasks,
  rubric: rubric(tasks, {
    criteria: [
      criterion('sorted', 1, { family: 'sorting' }, ({ output, truth }) =>
        output.numbers.join() === truth ? 1 : 0,
      ),
      criterion('translated', 1, { family: 'vocabulary' }, ({ output, truth }) =>
        output.text === truth ? output.confidence : 0,
      ),
    ],
    factors: [latency({ floor: 0.8 })],
  }),
})

/** The same answers as `reference_handlers.py`, mistakes included: it never sorts downwards and knows three words. */
export const referenceHandlers: Handlers<typeof protocol> = {
  sort: ({ input }) => ({ numbers: input.numbers.toSorted((one, other) => one - other) }),
  'sort.v3': ({ input }) => input.toSorted((one, other) => one - other),
  translate({ input }) {
    if (input.text === 'stone') return { text: 'sasso' }
    if (input.text === 'fire') return { text: words.fire, confidence: 0.25 }
    return {
      text: words[input.text as keyof typeof words] ?? `${input.text}? ${input['target-language'] ?? 'it'}`,
    }
  },
  profile: ({ input }) => input,
  ledger: ({ input: { rao, any = 0n, when } }) => ({ rao: rao + any, when }),
  async join({ input: { first, others, twice } }) {
    const given = await Promise.all([first, ...others].map((one) => one.bytes()))
    return { joined: Buffer.concat(twice ? [...given, ...given] : given), count: given.length }
  },
  async trouble({ input }) {
    if (input === 'throw') throw new Error('the database password is hunter2')
    if (input === 'lie') return 7 as unknown as string
    if (input === 'slow') await setTimeout(2_000, undefined, { ref: false })
    return input === 'large' ? 'x'.repeat(2_000) : ''
  },
  async *count({ input: { to, after } }) {
    for (let number = 1; number <= to; number++) yield { number }
    if (after === 'throw') throw new Error('out of numbers')
    if (after === 'lie') yield { number: 0 }
    if (after === 'hang') await setTimeout(2_000, undefined, { ref: false })
    while (after === 'flood') yield { number: 1 }
  },
}
