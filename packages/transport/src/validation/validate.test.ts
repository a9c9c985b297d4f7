import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { validate } from './validate.js'
import { maxIssues } from './walk.js'

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
    z.string().refine(async (text) => text !== 'b'),
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
      .map(([items, rest]) => z.tuple(items as [], rest)),
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
    ['in turns only', 0, 400],
    ['small values by zod', 12, 400],
    ['as in use', 500, 100],
  ])('%s', async (_, maxLight, numRuns) => {
    await fc.assert(
      fc.asyncProperty(schemas, values, async (schema, value) => {
        const theirs = await outcome(() => schema.safeParseAsync(value))
        let ours: Awaited<ReturnType<typeof validate>>
        try {
          ours = await validate(schema, value, Number.POSITIVE_INFINITY, maxLight)
        } catch (error) {
          expect({ threw: (error as Error).constructor.name }).toEqual(theirs)
          return
        }
        expect(ours.success).toBe('success' in theirs && theirs.success)
        if (ours.success) expect(ours.data).toStrictEqual((theirs as { data: unknown }).data)
        else {
          const paths = (theirs as { error: z.ZodError }).error.issues.map(({ path }) => path.join('/'))
          expect(paths).toContain(ours.issues[0]?.path.join('/'))
          expect(ours.issues.length).toBeLessThanOrEqual(maxIssues)
        }
      }),
      { numRuns: Number(process.env.RUNS ?? numRuns) },
    )
  })
})
