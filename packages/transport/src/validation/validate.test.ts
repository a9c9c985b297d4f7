import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createTurns, turns } from './turns.js'
import { validate, validateIn } from './validate.js'
import { maxIssues } from './walk.js'
import { weigh } from './weigh.js'

const keys = fc.constantFrom('a', 'b', 'c', '1', '__proto__', 'kind')

const { value: values } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.integer({ min: -2, max: 3 }),
    fc.constantFrom('', 'a', 'b', 'abc', '1', null, undefined, true, 1.5),
  ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 5 }).map((entries) => {
      const object = {}
      for (const [key, value] of entries)
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
      return object
    }),
  ),
}))

type Schemas = { readonly leaf: z.ZodType; readonly object: z.ZodObject; readonly schema: z.ZodType }

const tree: z.ZodType = z.lazy(() =>
  z.union([z.number(), z.object({ a: tree, b: tree.optional() }), z.array(tree), z.record(z.string(), tree)]),
)

const { schema: schemas } = fc.letrec<Schemas>((tie) => ({
  leaf: fc.constantFrom<z.ZodType>(
    z.string(),
    z.string().min(2),
    z.number(),
    z.int().positive(),
    z.boolean(),
    z.null(),
    z.unknown(),
    z.never(),
    z.undefined(),
    z.literal('a'),
    z.literal(['a', 1]),
    z.enum(['a', 'b']),
    z.coerce.number(),
    z.string().transform((text) => text.length),
    z.string().refine((text) => text !== 'a', { abort: true }),
    z.codec(z.string(), z.number(), { decode: Number, encode: String }),
    z.json(),
    tree,
  ),
  object: fc
    .tuple(
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'kind'), tie('schema'), { maxKeys: 3 }),
      fc.constantFrom('strip', 'strict', 'loose', 'catchall'),
      tie('schema'),
    )
    .map(([shape, mode, rest]) => {
      const object = z.object(shape)
      if (mode === 'strip') return object
      return mode === 'strict'
        ? z.strictObject(shape)
        : mode === 'loose'
          ? z.looseObject(shape)
          : object.catchall(rest)
    }),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    tie('object'),
    tie('schema').map((element) => z.array(element)),
    fc.tuple(tie('schema'), fc.nat(3)).map(([element, most]) => z.array(element).max(most)),
    fc
      .tuple(fc.array(tie('schema'), { maxLength: 3 }), fc.option(tie('schema')))
      .map(([items, rest]) => z.tuple(items as never, rest as never)),
    fc
      .tuple(fc.constantFrom(z.string(), z.string().min(1).max(1), z.number()), tie('schema'))
      .map(([key, element]) => z.record(key as z.ZodString, element)),
    tie('schema').map((element) => z.record(z.enum(['a', 'b']), element)),
    tie('schema').map((element) => z.partialRecord(z.enum(['a', 'b']), element)),
    tie('schema').map((element) => z.looseRecord(z.string().regex(/^[ab]$/), element)),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((options) => z.union(options)),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((options) => z.xor(options)),
    fc
      .tuple(tie('object'), tie('object'))
      .map(([one, two]) =>
        z.discriminatedUnion('kind', [
          one.extend({ kind: z.literal('a') }),
          two.extend({ kind: z.literal('b') }),
        ]),
      ),
    fc.tuple(tie('schema'), tie('schema')).map(([left, right]) => z.intersection(left, right)),
    tie('schema').map((inner) => inner.optional()),
    tie('schema').map((inner) => inner.nullable()),
    tie('schema').map((inner) => inner.default(1)),
    tie('schema').map((inner) => inner.prefault({ a: 1 })),
    tie('schema').map((inner) => inner.catch('caught')),
    tie('schema').map((inner) => z.nonoptional(inner)),
    tie('schema').map((inner) => inner.readonly()),
    tie('schema').map((inner) => z.lazy(() => inner)),
    tie('schema').map((inner) => inner.refine((value) => !Array.isArray(value) || value.length !== 2)),
    tie('schema').map((inner) => inner.transform((value) => [value])),
    tie('schema').map((inner) =>
      z.preprocess((value) => (Array.isArray(value) ? value.slice(1) : value), inner),
    ),
    fc.tuple(tie('schema'), tie('schema')).map(([first, second]) => z.pipe(first, second)),
  ),
}))

async function outcome(run: () => Promise<{ success: boolean; data?: unknown; error?: z.ZodError }>) {
  try {
    return await run()
  } catch (error) {
    return { threw: (error as Error).constructor.name }
  }
}

describe('validate gives what zod gives', () => {
  it.each([
    ['in turns only', 0, 200],
    ['small values by zod', 12, 150],
    ['as in use', 500, 50],
  ])('%s', async (_, maxLight, numRuns) => {
    await fc.assert(
      fc.asyncProperty(schemas, values, async (schema, value) => {
        const theirs = await outcome(async () => schema.safeParse(value))
        let ours: Awaited<ReturnType<typeof validate>>
        try {
          ours = await validateIn(turns, schema, value, Number.POSITIVE_INFINITY, maxLight)
        } catch (error) {
          expect({ threw: (error as Error).constructor.name }).toEqual(theirs)
          return
        }
        expect(ours.success).toBe('success' in theirs && theirs.success)
        if (ours.success) {
          const { data } = theirs as { data: unknown }
          expect(ours.data).toStrictEqual(data)
          // Zod itself puts what a transform gives after the rest, since it may have to wait.
          if (maxLight === 0 || !weigh(schema).runsUserCode)
            expect(JSON.stringify(ours.data)).toBe(JSON.stringify(data))
        } else {
          const paths = (theirs as { error: z.ZodError }).error.issues.map(({ path }) => path.join('/'))
          expect(paths).toContain(ours.issues[0]?.path.join('/'))
          expect(ours.issues.length).toBeLessThanOrEqual(maxIssues)
        }
      }),
      { numRuns: Number(process.env.RUNS ?? numRuns) },
    )
  })
})

it.each<[string, z.ZodType, unknown]>([
  ['z.json()', z.json(), { A: {}, v: [], b: 1 }],
  [
    'a catchall',
    z.object({ z: z.array(z.int()), a: z.int() }).catchall(z.union([z.int(), z.array(z.int())])),
    { b: [1], a: 1, z: [2], c: 3 },
  ],
  [
    'a prefault',
    z.object({ a: z.array(z.int()).prefault([1]), b: z.object({ c: z.int().default(2) }).prefault({}) }),
    {},
  ],
  [
    'named keys',
    z.record(z.enum(['b', 'a', 'c']), z.union([z.int(), z.array(z.int())])),
    { a: 1, b: [2], c: 3 },
  ],
  [
    'changed keys',
    z.record(z.string().toUpperCase(), z.union([z.int(), z.array(z.int())])),
    { b: [2], a: 1 },
  ],
])('defect: %s keeps the order of the members in turns', async (_, schema, value) => {
  const { data } = schema.safeParse(value)
  const parsed = await validateIn(turns, schema, value, Number.POSITIVE_INFINITY, 0)
  expect(JSON.stringify((parsed as { data?: unknown }).data)).toBe(JSON.stringify(data))
})

const list = (length: number, make: () => unknown) => Array.from({ length }, make)
const record = (length: number, make: () => unknown) =>
  Object.fromEntries(Array.from({ length }, (_, at) => [`k${at}`, make()]))
const nested = (leaf: z.ZodType): z.ZodType => {
  const node: z.ZodType = z.lazy(() => z.union([leaf, z.array(node)]))
  return node
}
const manyFields = (leaf: z.ZodType) => z.object(record(200, () => z.array(leaf)) as z.ZodRawShape)

const item = z.object({ a: z.number(), b: z.string().min(2), c: z.string().optional() })

/** Turns that end with each look at the clock. Counts what `work` did in one of them at most. */
function countingTurns() {
  let time = 0
  let done = 0
  let most = 0
  let count = 0
  const port = createTurns({
    sliceMs: 1,
    now: () => time++,
    defer: (callback) =>
      setImmediate(() => {
        most = Math.max(most, done)
        done = 0
        count += 1
        callback()
      }),
  })
  const work = () => {
    done += 1
    return true
  }
  return { port, work, counts: () => ({ most: Math.max(most, done), turns: count }) }
}

it('waits for asynchronous code, and takes the first option that fits', async () => {
  const late = z.string().refine(async (text) => text !== 'no')
  const schema = z.object({ list: z.array(z.union([late.transform((text) => [text]), z.string()])) })
  for (const length of [2, 2_000]) {
    const given = { list: [...Array.from({ length }, () => 'yes'), 'no'] }
    const expected = { list: [...Array.from({ length }, () => ['yes']), 'no'] }
    expect(await validate(schema, given, 20_000)).toEqual({ success: true, data: expected })
    expect(await validate(z.array(late), given.list, 20_000)).toMatchObject({ issues: [{ path: [length] }] })
  }
})

describe('what a peer sends is bounded', () => {
  it('defect: an answer wrong in 425,000 places is refused at the first few', async () => {
    const { port, counts } = countingTurns()
    const value = Array.from({ length: 85_000 }, () => ({}))
    const parsed = await validateIn(port, z.array(item), value, 255_000)
    expect(parsed).toMatchObject({ success: false, hasMore: true })
    expect(counts().turns).toBeLessThan(20)
  })

  const text = () => z.string()
  it.each<[string, (leaf: z.ZodType) => z.ZodType, unknown]>([
    ['a list', (leaf) => z.array(z.object({ a: leaf, b: leaf })), list(5_000, () => ({ a: 'a', b: 'b' }))],
    ['a long tuple', (leaf) => z.tuple([leaf], leaf), list(5_000, () => 'a')],
    ['a record', (leaf) => z.record(text(), leaf), record(5_000, () => 'a')],
    [
      'a record of objects',
      (leaf) => z.record(text(), z.object({ a: leaf })),
      record(2_000, () => ({ a: 'a' })),
    ],
    ['other keys', (leaf) => z.object({ k0: text() }).catchall(leaf), record(5_000, () => 'a')],
    ['options', (leaf) => z.union([z.array(z.number()), z.array(leaf)]), list(5_000, () => 'a')],
    ['an intersection', (leaf) => z.intersection(z.array(leaf), z.array(leaf)), list(5_000, () => 'a')],
    ['what a transform takes', (leaf) => z.array(leaf).transform((all) => all), list(5_000, () => 'a')],
    ['a recursive schema', (leaf) => nested(leaf), list(200, () => list(50, () => 'a'))],
    ['many fields', (leaf) => manyFields(leaf), record(200, () => list(60, () => 'a'))],
  ])('defect: the loop turns while %s is validated', async (_, schemaOf, value) => {
    const { port, work, counts } = countingTurns()
    const parsed = await validateIn(port, schemaOf(z.string().refine(work)), value, 1e6)
    expect(parsed.success).toBe(true)
    expect(counts().most).toBeLessThanOrEqual(800)
    expect(counts().turns).toBeGreaterThan(10)
  })

  it('defect: the options of a recursive union do not multiply with the depth', async () => {
    const tree: z.ZodType = z.lazy(() =>
      z.union([
        z.object({ left: tree, kind: z.literal('x') }),
        z.object({ left: tree, kind: z.literal('y') }),
      ]),
    )
    let value: unknown = 1
    for (let depth = 0; depth < 60; depth += 1) value = { left: value, kind: 'y' }
    const parsed = await validate(tree, value, 2_000)
    expect(parsed.success).toBe(false)
  })

  it('defect: the path of each of many issues does not grow at each level', async () => {
    const link: z.ZodType = z.object({
      v: z.number(),
      get l() {
        return link.optional()
      },
    })
    const chain = (levels: number): unknown => JSON.parse(`${'{"l":'.repeat(levels)}{}${'}'.repeat(levels)}`)
    const lists = z.array(link)
    const unshift = vi.spyOn(Array.prototype, 'unshift')
    try {
      for (const [schema, value] of [
        [link, chain(490)],
        [lists, list(40, () => chain(99))],
      ] as const) {
        unshift.mockClear()
        const parsed = await validate(schema, value, 20_000)
        expect(parsed).toMatchObject({ success: false, hasMore: true, issues: { length: maxIssues } })
        expect(unshift.mock.calls.length).toBeLessThan(15_000)
      }
    } finally {
      unshift.mockRestore()
    }
  })

  it('a value that takes more steps than its size explains is refused', async () => {
    const value = Array.from({ length: 210_000 }, () => 1)
    const parsed = await validate(z.array(z.number()), value, 0)
    expect(parsed).toMatchObject({
      success: false,
      issues: [{ path: [], message: expect.stringMatching('steps') }],
    })
  })

  it('runs transforms and refinements once', async () => {
    const calls = { change: 0, check: 0 }
    const schema = z.object({
      list: z.array(z.string().transform(() => ++calls.change)),
      name: z.string().refine(() => ++calls.check),
    })
    const list = Array.from({ length: 2_000 }, () => 'abc')
    expect((await validate(schema, { list, name: 'x' }, 20_000)).success).toBe(true)
    expect(calls).toEqual({ change: 2_000, check: 1 })
  })

  it('gives each value a default of its own', async () => {
    const schema = z.array(z.object({ list: z.array(z.number()).default(() => []) }))
    const parsed = await validate(
      schema,
      Array.from({ length: 1_000 }, () => ({})),
      9_000,
    )
    const [first, second] = (parsed as { data: { list: number[] }[] }).data
    expect(first!.list).not.toBe(second!.list)
  })
})
