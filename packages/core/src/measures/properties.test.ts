import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { minimum } from '../rubric/minimum.js'
import type { Combine } from '../rubric/rubric.js'
import { geometricMean, harmonicMean } from '../rubric/strict-means.js'
import { weightedMean } from '../rubric/weighted-mean.js'
import { brier } from './brier.js'
import { characterAccuracy, characterErrorRate } from './character-error-rate.js'
import { chrF } from './chr-f.js'
import { cost } from './cost.js'
import { crps } from './crps.js'
import { editDistance } from './edit-distance.js'
import { exact } from './exact.js'
import { jsonMatches } from './json-matches.js'
import { lcsLength } from './lcs-length.js'
import { numericWithin } from './numeric-within.js'
import { pinball } from './pinball.js'
import { rougeL } from './rouge-l.js'
import { skill } from './skill.js'
import { throughput } from './throughput.js'
import { tokenF1 } from './token-f1.js'

const runs = { numRuns: 50 }

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const text = fc.string({ unit: 'grapheme', maxLength: 60 })
const words = fc.array(fc.constantFrom('the', 'a', 'red', 'blue', 'fox', 'runs.'), { maxLength: 80 })
const sentence = words.map((some) => some.join(' '))

/** Whatever a miner may send where the schema of an owner lets it through. */
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    undefined,
    null,
    -0,
    1e308,
    -1,
  ),
  fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withMap: true, withSet: true }),
  fc.array(fc.double(), { maxLength: 8 }),
  text,
)

const isWord = jsonMatches(z.object({ word: z.string() }))

/** Every measure as a criterion of any answer. */
const measures: Readonly<Record<string, (answer: never) => number>> = {
  exact: (answer) => exact(answer, { word: 'fox' }),
  numericWithin: (answer) => numericWithin(answer, 3, { absolute: 1, falloff: 2 }),
  tokenF1: (answer) => tokenF1(answer, 'the red fox'),
  rougeL: (answer) => rougeL(answer, ['the red fox', 'a blue fox']),
  chrF: (answer) => chrF(answer, 'the red fox', { wordOrder: 2 }),
  jsonMatches: isWord,
  characterAccuracy: (answer) => characterAccuracy(answer, 'the red fox'),
  characterErrorRate: (answer) => skill(characterErrorRate(answer, 'the red fox'), 1),
  brier: (answer) => skill(brier(answer, true), 0.25),
  'brier of several': (answer) => skill(brier(answer, 1), 0.5),
  crps: (answer) => skill(crps(answer, 3), 2),
  pinball: (answer) => skill(pinball(answer, 3, 0.9), 2),
  skill: (answer) => skill(answer, 2),
  throughput: (answer) => throughput(answer, 900, 30),
  cost: (answer) => cost(answer, 100, { fullUntil: 0.2, floor: 0.3 }),
  'cost of several': (answer) => cost(answer, { tokens: 100, bytes: 20 }),
}
const names = Object.keys(measures)

describe('any answer', () => {
  test.each(names)('%s is in [0, 1]', (name) => {
    fc.assert(
      fc.property(anything, (answer) => {
        const score = measures[name]!(answer as never)
        expect(score >= 0 && score <= 1, `${score}`).toBe(true)
      }),
      runs,
    )
  })

  test.each(names)('%s is 0 for what is no answer', (name) => {
    for (const answer of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined, null]) {
      expect([name, measures[name]!(answer as never)]).toEqual([name, 0])
    }
  })

  const combines: readonly Combine[] = [
    weightedMean(),
    weightedMean({ power: 2 }),
    geometricMean(),
    harmonicMean(),
    minimum(),
  ]
  test('stays in [0, 1] through every combination', () => {
    fc.assert(
      fc.property(
        anything,
        fc.subarray(names, { minLength: 1 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (answer, chosen, weight) => {
          const scores = chosen.map((name, at) => ({
            ...{ name, weight: at === 0 ? weight : 1 },
            score: measures[name]!(answer as never),
          }))
          for (const combine of combines) {
            const value = combine(scores)
            expect(value >= 0 && value <= 1, `${value}`).toBe(true)
          }
        },
      ),
    )
  })
})

describe('texts', () => {
  test.each([
    ['tokenF1', tokenF1],
    ['rougeL', rougeL],
    ['characters', (left: string, right: string) => editDistance([...left], [...right])],
    ['chrF with beta 1', (left: string, right: string) => chrF(left, right, { beta: 1 })],
  ])('%s is symmetric', (_, measure) => {
    fc.assert(
      fc.property(fc.oneof(text, sentence), fc.oneof(text, sentence), (left, right) => {
        expect(measure(left, right)).toBeCloseTo(measure(right, left), 12)
      }),
      runs,
    )
  })

  test('the truth itself scores 1, in any form of Unicode', () => {
    fc.assert(
      fc.property(sentence, text, (truth, rest) => {
        const whole = `fox ${truth}${rest}`
        for (const form of ['NFC', 'NFD'] as const) {
          const answer = whole.normalize(form)
          const scores = [tokenF1, rougeL, chrF, characterAccuracy].map((measure) => measure(answer, whole))
          for (const score of scores) expect(score).toBeCloseTo(1, 12)
        }
      }),
      runs,
    )
  })

  test('agree with the plain tables of dynamic programming', () => {
    const symbols = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 140 })
    fc.assert(
      fc.property(symbols, symbols, (left, right) => {
        expect(lcsLength(left, right)).toBe(plainLcs(left, right))
        expect(editDistance(left, right)).toBe(plainDistance(left, right))
      }),
      runs,
    )
  })

  test('a word more of the truth never lowers the overlap', () => {
    fc.assert(
      fc.property(words, (truth) => {
        const part = truth.slice(0, Math.floor(truth.length / 2))
        const more = truth.slice(0, part.length + 1)
        for (const measure of [tokenF1, rougeL]) {
          const [before, after] = [part, more].map((some) => measure(some.join(' '), truth.join(' ')))
          expect(after!).toBeGreaterThanOrEqual(before! - 1e-12)
        }
      }),
      runs,
    )
  })
})

describe('numbers', () => {
  const amount = fc.double({ min: 0, max: 1e6, noNaN: true })

  test('numericWithin never rises with the distance', () => {
    const tolerance = fc.record({
      absolute: amount,
      relative: fc.double({ min: 0, max: 2, noNaN: true }),
      falloff: amount,
    })
    fc.assert(
      fc.property(fc.integer(), amount, amount, tolerance, (truth, near, more, options) => {
        const at = (distance: number) => numericWithin(truth + distance, truth, options)
        expect(at(near + more)).toBeLessThanOrEqual(at(near) + 1e-9)
        expect(at(0)).toBe(1)
      }),
      runs,
    )
  })

  test('skill never rises with the loss, nor cost with what is spent, nor throughput with the time', () => {
    fc.assert(
      fc.property(amount, amount, amount, (one, more, other) => {
        const limit = other + 1e-3
        expect(skill(one + more, limit)).toBeLessThanOrEqual(skill(one, limit))
        expect(cost(one + more, limit)).toBeLessThanOrEqual(cost(one, limit))
        expect(throughput(limit, one + more, 3)).toBeLessThanOrEqual(throughput(limit, one, 3))
        expect(throughput(one + more, limit, 3)).toBeGreaterThanOrEqual(throughput(one, limit, 3))
      }),
      runs,
    )
  })

  test('crps is that of all pairs, and depends on no order', () => {
    const member = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(fc.array(member, { minLength: 2, maxLength: 30 }), member, (members, observed) => {
        const count = members.length
        const distance = members.reduce((sum, one) => sum + Math.abs(one - observed), 0) / count
        const spread = members.flatMap((one) => members.map((two) => Math.abs(one - two)))
        const all = spread.reduce((sum, one) => sum + one, 0) / 2
        expect(crps(members, observed)).toBeCloseTo(distance - all / (count * (count - 1)), 4)
        expect(crps(members, observed, { fair: false })).toBeCloseTo(distance - all / count ** 2, 4)
        expect(crps(members.toReversed(), observed)).toBe(crps(members, observed))
        expect(crps(members, observed)).toBeGreaterThanOrEqual(0)
      }),
      runs,
    )
  })

  test('the honest forecast is the best on average', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (p, said) => {
          const expected = (forecast: number) => p * brier(forecast, true) + (1 - p) * brier(forecast, false)
          expect(expected(p)).toBeLessThanOrEqual(expected(said) + 1e-12)
        },
      ),
    )
    // Of the numbers 1 to 9, each as likely, the quantile at 0.7 is 7.
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    const loss = (said: number) => numbers.reduce((sum, one) => sum + pinball(said, one, 0.7), 0)
    expect(numbers.toSorted((a, b) => loss(a) - loss(b))[0]).toBe(7)
  })

  test('no number makes a loss NaN or negative', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 9 }), finite, (members, observed) => {
        for (const loss of [
          crps(members, observed),
          pinball(members[0], observed, 0.1),
          brier(members[0], false),
        ]) {
          expect(loss).toBeGreaterThanOrEqual(0)
        }
      }),
      runs,
    )
  })
})

function plainLcs(left: readonly string[], right: readonly string[]): number {
  return plainTable(left, right, (isSame, [diagonal, above, before]) =>
    isSame ? diagonal + 1 : Math.max(above, before),
  )
}

function plainDistance(left: readonly string[], right: readonly string[]): number {
  return plainTable(
    left,
    right,
    (isSame, [diagonal, above, before]) => (isSame ? diagonal : 1 + Math.min(diagonal, above, before)),
    (at) => at,
  )
}

function plainTable(
  left: readonly string[],
  right: readonly string[],
  cell: (isSame: boolean, around: readonly [number, number, number]) => number,
  edge: (at: number) => number = () => 0,
): number {
  let row = [0, ...right].map((_, at) => edge(at))
  for (const [at, one] of left.entries()) {
    const next = [edge(at + 1)]
    for (const [place, two] of right.entries())
      next.push(cell(one === two, [row[place]!, row[place + 1]!, next[place]!]))
    row = next
  }
  return row[right.length]!
}
