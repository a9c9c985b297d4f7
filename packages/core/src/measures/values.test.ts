import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { bytesInMemory } from '../subnet/encoding/byte-value.js'
import { brier } from './brier.js'
import { characterAccuracy, characterErrorRate } from './character-error-rate.js'
import { cost } from './cost.js'
import { crps } from './crps.js'
import { exact } from './exact.js'
import { jsonMatches } from './json-matches.js'
import { numericWithin } from './numeric-within.js'
import { skill } from './skill.js'
import { throughput } from './throughput.js'
import { tokenF1 } from './token-f1.js'

const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' })

describe('exact', () => {
  const at = '2026-11-29T00:00:00Z'
  test.each<[string, unknown, unknown, number]>([
    ['numbers', 1, 1, 1],
    ['a number and a bigint', 1, 1n, 0],
    ['bigints', 2n ** 70n, 2n ** 70n, 1],
    ['zeros', -0, 0, 1],
    ['NaN', Number.NaN, Number.NaN, 0],
    ['dates', new Date(at), new Date(at), 1],
    ['bytes', Buffer.from([1, 2]), new Uint8Array([1, 2]), 1],
    ['other bytes', new Uint8Array([1, 3]), new Uint8Array([1, 2]), 0],
    ['keys in another order', { a: 1, b: [2n] }, { b: [2n], a: 1 }, 1],
    ['a member that is undefined', { a: 1, b: undefined }, { a: 1 }, 1],
    ['a member too many', { a: 1, b: 2 }, { a: 1 }, 0],
    ['an inherited name', {}, { toString: 1 }, 0],
    ['items in another order', [1, 2], [2, 1], 0],
    ['a hole', [1, undefined], [1], 0],
    ['sets', new Set([1, 'a']), new Set(['a', 1]), 1],
    ['sets with NaN', new Set([Number.NaN]), new Set([Number.NaN]), 0],
    ['maps', new Map([['a', [1]]]), new Map([['a', [1]]]), 1],
    ['an array and an object', {}, [], 0],
    ['null and an object', null, {}, 0],
    ['text in another form', 'cafe\u0301', 'caf\u00e9', 0],
  ])('%s', (_, answer, truth, score) => expect(exact(answer, truth)).toBe(score))

  test('defect: values of other kinds would be equal by their size alone', () => {
    const image = bytesInMemory([new Uint8Array([1])])
    expect(() => exact(bytesInMemory([new Uint8Array([2])]), image)).toThrow(invalid)
    expect(exact(image, {})).toBe(0)
    const holdsItself: Record<string, unknown> = {}
    holdsItself.self = holdsItself
    expect(() => exact(holdsItself, holdsItself)).toThrow(invalid)
  })
})

test('numericWithin: the larger tolerance counts, and beyond it a straight line', () => {
  const within = (answer: number | bigint) =>
    numericWithin(answer, 100, { absolute: 5, relative: 0.1, falloff: 2 })
  expect([100, 110, 90, 120, 130, 131, 90n].map(within)).toEqual([1, 1, 1, 0.5, 0, 0, 1])
  expect([numericWithin(3, 3), numericWithin(3.1, 3), numericWithin(3n, 3)]).toEqual([1, 0, 1])
  // Doubles would find these equal.
  expect(numericWithin(2n ** 60n + 1n, 2n ** 60n)).toBe(0)
  expect(numericWithin(2n ** 60n + 1n, 2n ** 60n, { absolute: 1 })).toBe(1)
  expect(() => numericWithin(1, 1, { absolut: 1 } as never)).toThrow(invalid)
})

describe('jsonMatches', () => {
  const matches = jsonMatches(z.object({ steps: z.array(z.string()).min(1) }))
  test.each<[unknown, number]>([
    ['{"steps":["a"]}', 1],
    [{ steps: ['a'] }, 1],
    ['{"steps":[]}', 0],
    ['{"steps":', 0],
    ['', 0],
    [undefined, 0],
    [Number.NaN, 0],
    ['['.repeat(1_000_000), 0],
    [`{"steps":["${'a'.repeat(1_100_000)}"]}`, 0],
  ])('case %#', (answer, score) => expect(matches(answer)).toBe(score))

  test('a schema that cannot be used is the owner’s error', () => {
    expect(() => jsonMatches({} as never)).toThrow(invalid)
    expect(() => jsonMatches(z.string().refine(async () => true))('"a"')).toThrow()
  })

  test('an answer that is nested too deeply to be checked scores 0', () => {
    type Nest = { readonly in?: Nest | undefined }
    const nest: z.ZodType<Nest> = z.lazy(() => z.object({ in: nest.optional() }))
    expect(jsonMatches(nest)(`${'{"in":'.repeat(150_000)}{}${'}'.repeat(150_000)}`)).toBe(0)
    expect(jsonMatches(nest)('{"in":{"in":{}}}')).toBe(1)
  })
})

test('characterErrorRate is that of Wikipedia’s and of an empty truth', () => {
  expect(characterErrorRate('sitting', 'kitten')).toBe(3 / 6)
  expect(characterErrorRate('Sunday', 'Saturday')).toBe(3 / 8)
  expect([characterErrorRate('', ''), characterErrorRate('abc', '')]).toEqual([0, 3])
  expect([characterAccuracy('', ''), characterAccuracy('abcdefghi', 'xyz')]).toEqual([1, 0])
})

test('losses become scores', () => {
  expect([skill(0, 2), skill(1, 2), skill(2, 2), skill(9, 2)]).toEqual([1, 0.5, 0, 0])
  expect([skill(0, 0), skill(1, 0)]).toEqual([1, 0])
  expect(skill(Number.POSITIVE_INFINITY, 2)).toBe(0)
  expect(() => skill(1, Number.NaN)).toThrow(invalid)
  // One member loses its distance; two around the observation are as good as can be.
  expect([crps([5], 3), crps([2, 4], 3)]).toEqual([2, 0])
  expect(brier([0.2, 0.2], 0)).toBe(2)
  expect(brier([1, 0], 2)).toBe(2)
})

test('types: a forecast of one event has true or false, one of several an index; a missing field is an answer', () => {
  expectTypeOf(brier).toBeCallableWith(0.2, true)
  expectTypeOf(brier).toBeCallableWith([0.2, 0.8], 1)
  // @ts-expect-error a list of probabilities has no true or false
  expect(() => brier([0.2, 0.8], true)).not.toThrow()
  const output: { readonly text?: string | undefined; readonly usage?: { readonly tokens: number } } = {}
  expect([tokenF1(output.text, 'fox'), cost(output.usage, { tokens: 3 })]).toEqual([0, 0])
  expectTypeOf(jsonMatches).returns.toEqualTypeOf<(answer: unknown) => number>()
})

test('throughput is bounded by its target', () => {
  expect([throughput(30, 1_000, 60), throughput(60, 1_000, 60), throughput(600, 1_000, 60)]).toEqual([
    0.5, 1, 1,
  ])
  expect([throughput(1, 0, 60), throughput(0, 0, 60), throughput(-1, 10, 60)]).toEqual([1, 0, 0])
})

test('cost is that of the scarcest resource', () => {
  expect([0, 50, 100, 101].map((spent) => cost(spent, 100))).toEqual([1, 0.5, 0, 0])
  const options = { fullUntil: 0.5, floor: 0.6 }
  expect([50, 75, 100, 101].map((spent) => cost(spent, 100, options))).toEqual([1, 0.8, 0.6, 0])
  const budget = { tokens: 100, seconds: 10 }
  expect(cost({ tokens: 10, seconds: 5 }, budget)).toBe(0.5)
  expect([
    cost({ tokens: 10 }, budget),
    cost({ tokens: 10, seconds: -1 }, budget),
    cost(null, budget),
  ]).toEqual([0, 0, 0])
  expect(() => cost(1, 0)).toThrow(invalid)
  expect(() => cost({}, {})).toThrow(invalid)
})

test('tokenF1 without words on either side is right', () => {
  expect([tokenF1('the', '...'), tokenF1('word', '...'), tokenF1('', 'word')]).toEqual([1, 0, 0])
})
