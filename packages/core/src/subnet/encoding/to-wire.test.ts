import { describe, expect, expectTypeOf, it, test } from 'vitest'
import { z } from 'zod'
import { bigint } from './bigint.js'
import { Bytes, releaseBytes } from './byte-value.js'
import { date } from './date.js'
import { encoded } from './encoded.js'
import { recordable, throughWire } from './through-wire.js'
import { toWire } from './to-wire.js'

const noon = new Date('2026-01-31T12:00:00Z')
class Point {
  readonly x: number
  readonly y: number
  constructor(x: number, y: number) {
    this.x = x
    this.y = y
  }
}
const point = z.codec(z.tuple([z.number(), z.number()]), z.instanceof(Point), {
  decode: ([x, y]) => new Point(x, y),
  encode: ({ x, y }): [number, number] => [x, y],
})
const backwards = z.codec(z.string(), z.string(), {
  decode: (text) => [...text].reverse().join(''),
  encode: (text) => [...text].reverse().join(''),
})
interface Tree {
  readonly at: Date
  readonly children: readonly Tree[]
}
const tree: z.ZodType<Tree, Tree> = z.lazy(() => z.object({ at: date(), children: z.array(tree) }))

describe('what a schema encodes arrives as it was', () => {
  it.each<[string, z.ZodType, unknown, unknown?]>([
    ['bigint', bigint(), -(2n ** 200n)],
    ['date', date(), noon],
    ['optional, absent', z.object({ a: bigint().optional(), b: date().nullable() }), { b: null }],
    ['default', z.object({ a: bigint().default(3n) }), {}, { a: 3n }],
    ['default, given', z.object({ a: bigint().default(3n) }), { a: 4n }],
    ['prefault', z.object({ a: bigint().prefault(3n) }), {}, { a: 3n }],
    [
      'refined and described',
      bigint()
        .describe('rao')
        .refine((rao) => rao > 0n),
      5n,
    ],
    ['readonly and catch', z.object({ a: bigint().readonly(), b: date().catch(noon) }), { a: 1n, b: noon }],
    ['record and array', z.record(z.string(), z.array(bigint())), { a: [1n, 2n], b: [] }],
    ['tuple', z.tuple([z.string(), bigint()]).rest(date()), ['a', 1n, noon, noon]],
    ['catchall', z.object({ a: z.string() }).catchall(bigint()), { a: '', b: 7n }],
    ['union', z.union([date(), bigint(), z.string()]), 7n],
    [
      'discriminated',
      z.discriminatedUnion('k', [
        z.object({ k: z.literal(1), v: bigint() }),
        z.object({ k: z.literal(2), v: date() }),
      ]),
      { k: 2, v: noon },
    ],
    ['intersection', z.intersection(z.object({ a: bigint() }), z.object({ b: date() })), { a: 1n, b: noon }],
    ['lazy', tree, { at: noon, children: [{ at: noon, children: [] }] }],
    ['a codec, decoded side', z.object({ p: point }), { p: new Point(1, 2) }],
    ['a codec, side of the wire', z.object({ p: point }), { p: [1, 2] }, { p: new Point(1, 2) }],
    ['a codec between texts takes the side of the wire', backwards, 'ab', 'ba'],
    ['encoded() always takes the decoded side', encoded(backwards), 'ab'],
    ['encoded() within a union', z.union([z.number(), encoded(point)]), new Point(3, 4)],
    ['a coerced date', z.object({ at: z.coerce.date() }), { at: noon }],
    [
      'anything that is JSON',
      z.object({ any: z.unknown() }),
      { any: { a: [1, null, { b: 'x' }], c: undefined } },
      { any: { a: [1, null, { b: 'x' }] } },
    ],
  ])('%s', async (_, schema, value, expected = value) => {
    expect(await schema.parseAsync(throughWire(schema, value))).toEqual(expected)
  })

  it('types are the same on both sides', () => {
    const both = z.object({ a: bigint(), at: date().optional(), p: encoded(point) })
    expectTypeOf<z.input<typeof both>>().toEqualTypeOf<{ a: bigint; at?: Date | undefined; p: Point }>()
    expectTypeOf<z.output<typeof both>>().toEqualTypeOf<{ a: bigint; at?: Date | undefined; p: Point }>()
  })
})

describe('what JSON would lose is refused with its place', () => {
  const loop: Record<string, unknown> = {}
  loop.self = loop
  it.each<[z.ZodType, unknown, string]>([
    [z.any(), { a: 1n }, 'a: the wire cannot carry a bigint'],
    [z.unknown(), [1, Number.NaN], '1: the wire cannot carry NaN'],
    [z.object({ x: z.any() }), { x: Number.POSITIVE_INFINITY }, 'x: the wire cannot carry Infinity'],
    [z.object({ x: z.any() }), { x: [undefined] }, 'x.0: the wire cannot carry undefined in an array'],
    [z.object({ x: z.unknown() }), { x: noon }, 'x: the wire cannot carry a value of the class Date'],
    [z.custom(), new Map(), 'value: the wire cannot carry a value of the class Map'],
    [z.looseObject({}), { extra: { deep: () => 1 } }, 'extra.deep: the wire cannot carry a function'],
    [z.any(), { toJSON: () => 'other' }, 'value: the wire cannot carry'],
    [z.tuple([z.string(), z.string().optional()]), ['a', undefined], '1: the wire cannot carry undefined'],
    [z.coerce.number(), Number.NaN, 'value: the wire cannot carry NaN'],
    [
      z.record(
        z.string(),
        z.lazy(() => z.any()),
      ),
      { k: Symbol('s') },
      'k: the wire cannot carry a symbol',
    ],
    [z.union([z.string(), z.object({ x: z.any() })]), { x: 1n }, 'x: the wire cannot carry a bigint'],
    [encoded(point), { x: 1 }, 'value: the wire cannot carry a value that its codec does not encode'],
    [z.any(), loop, 'nested too deeply or holds itself'],
  ])('%#', (schema, value, message) => {
    expect(() => toWire(schema, value)).toThrow(
      expect.objectContaining({ code: 'VALUE_NOT_CARRIED', message: expect.stringContaining(message) }),
    )
  })
})

test('a schema without such values costs nothing: the value is returned itself', () => {
  const value = { list: [{ a: 1 }], name: 'x' }
  const schema = z.object({ list: z.array(z.object({ a: z.number() })), name: z.string().trim() })
  expect(toWire(schema, value)).toBe(value)
})

test.each<[z.ZodType, unknown]>([
  [bigint(), '01'],
  [bigint(), '-0'],
  [bigint(), '1e3'],
  [bigint(), 5],
  [bigint(), '9'.repeat(1_001)],
  [bigint({ max: 99n, min: 0n }), '100'],
  [bigint({ min: 0n }), '-1'],
  [bigint({ min: 0n }), -1n],
  [date(), '2026-02-30T00:00:00Z'],
  [date(), '2026-01-01'],
  [date(), 0],
  [date({ min: noon }), '2026-01-31T11:59:59.999Z'],
  [date(), new Date(Number.NaN)],
])('%# a text that is not canonical or not within the bounds is refused', (schema, given) => {
  expect(schema.safeParse(given).success).toBe(false)
})

test.each([
  () => bigint({ min: 1 as never }),
  () => bigint({ least: 1n } as never),
  () => date({ max: 'now' as never }),
  () => encoded(z.string() as never),
])('options are refused by name (%#)', (make) => {
  expect(make).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})

test('their JSON schemas are those of the wire', () => {
  const schema = z.object({ a: bigint({ min: -9n, max: 99n }).default(3n), at: date().describe('when') })
  const { properties } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  expect(properties).toMatchObject({
    a: { type: 'string', maxLength: 2, pattern: '^(0|-?[1-9][0-9]*)$' },
    at: { type: 'string', format: 'date-time', description: 'when' },
  })
})

test('a record of a decoded value writes bigints as text', async () => {
  expect(await recordable({ a: 5n, at: noon })).toEqual({ a: '5', at: '2026-01-31T12:00:00.000Z' })
  expect(await recordable(undefined)).toBeUndefined()
})

test('binary values are found however deep they are, and in a value that holds itself', () => {
  const released: string[] = []
  const value = (name: string) => new Bytes({ size: 0, chunks: () => [], release: () => released.push(name) })
  let deep: unknown[] = [value('deep')]
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  const loop: Record<string, unknown> = { deep, flat: value('flat'), view: new Uint8Array(9) }
  loop.self = loop
  releaseBytes(loop)
  expect(released.toSorted()).toEqual(['deep', 'flat'])
})
