import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from './random.js'

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const refused = expect.objectContaining({ code: 'CONFIG_INVALID' })
const options = { numRuns: 200 }

describe('createRandom', () => {
  test('depends on the key only', () => {
    fc.assert(
      fc.property(key, (bytes) => {
        const draw = () => {
          const random = createRandom(bytes)
          return [random.next(), random.int(-5, 5), random.shuffle([1, 2, 3, 4]), random.chance(0.5)]
        }
        expect(draw()).toEqual(draw())
      }),
      options,
    )
  })

  test('keeps a fixed stream, because rounds that are over must stay replayable', () => {
    const random = createRandom(new Uint8Array(32))
    expect([
      random.int(0, 999),
      random.int(0, 999),
      random.int(0, 999),
      random.next(),
    ]).toMatchInlineSnapshot(`
      [
        506,
        275,
        510,
        0.8561714907272355,
      ]
    `)
  })

  test('keeps a fixed stream for samples as well', () => {
    const random = createRandom(new Uint8Array(32))
    const letters = [...'abcdefgh']
    const drawn = [random.sample(letters, 3), random.sample(letters, 0), random.sample(letters, 8)]
    expect(drawn.map((items) => items.join(''))).toMatchInlineSnapshot(`
      [
        "cde",
        "",
        "fhabgcde",
      ]
    `)
    expect(random.int(0, 999)).toMatchInlineSnapshot(`243`)
  })

  test('a sample has so many different places of the list, and each may come first', () => {
    fc.assert(
      fc.property(key, fc.uniqueArray(fc.nat()), fc.nat(), (bytes, items, number) => {
        const count = number % (items.length + 1)
        const sample = createRandom(bytes).sample(items, count)
        expect(new Set(sample).size).toBe(count)
        expect(items).toEqual(expect.arrayContaining(sample))
      }),
      options,
    )
    const random = createRandom(new Uint8Array(32))
    const firsts = Array.from({ length: 100 }, () => random.sample(['a', 'b', 'c'], 2)[0])
    expect(new Set(firsts)).toEqual(new Set(['a', 'b', 'c']))
  })

  test.each([4, -1, 1.5, Number.NaN])('a sample of %d of three is refused', (count) => {
    expect(() => createRandom(new Uint8Array(32)).sample([1, 2, 3], count)).toThrow(refused)
  })

  test('stays within the bounds of an integer, both reachable', () => {
    fc.assert(
      fc.property(key, fc.integer(), fc.nat(1000), (bytes, min, span) => {
        const value = createRandom(bytes).int(min, min + span)
        expect(value).toBeGreaterThanOrEqual(min)
        expect(value).toBeLessThanOrEqual(min + span)
      }),
      options,
    )
    const random = createRandom(new Uint8Array(32))
    expect(new Set(Array.from({ length: 100 }, () => random.int(1, 3)))).toEqual(new Set([1, 2, 3]))
  })

  test('a shuffle keeps every item', () => {
    fc.assert(
      fc.property(key, fc.array(fc.nat()), (bytes, items) => {
        const shuffled = createRandom(bytes).shuffle(items)
        expect(shuffled.toSorted()).toEqual(items.toSorted())
      }),
      options,
    )
  })

  test('chance of 0 and 1 are never and always', () => {
    const random = createRandom(new Uint8Array(32))
    const draws = Array.from({ length: 200 }, () => [random.chance(0), random.chance(1)])
    expect(draws).toEqual(draws.map(() => [false, true]))
  })

  test.each([
    [2, 1],
    [0.5, 2],
    [0, Number.POSITIVE_INFINITY],
  ])('int(%d, %d) is refused', (min, max) => {
    expect(() => createRandom(new Uint8Array(32)).int(min, max)).toThrow(refused)
  })
})
