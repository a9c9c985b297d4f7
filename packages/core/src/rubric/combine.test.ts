import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minimum } from './minimum.js'
import type { Combine, CriterionScore } from './rubric.js'
import { geometricMean, harmonicMean } from './strict-means.js'
import { weightedMean } from './weighted-mean.js'

const unit = fc.oneof(fc.constantFrom(0, 1, 5e-324, 1e-300), fc.double({ min: 0, max: 1, noNaN: true }))
const weight = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
const scores = fc.array(fc.record({ name: fc.string(), weight, score: unit }), { minLength: 1, maxLength: 6 })

const combines: readonly [string, Combine][] = [
  ['weightedMean', weightedMean()],
  ['weightedMean with a power', weightedMean({ power: 3 })],
  ['geometricMean', geometricMean()],
  ['geometricMean with a floor', geometricMean({ floor: 0.01 })],
  ['harmonicMean', harmonicMean()],
  ['harmonicMean with a floor', harmonicMean({ floor: 0.2 })],
  ['minimum', minimum()],
]

describe.each(combines)('%s', (name, combine) => {
  test('is bounded, and never falls when a score rises', () => {
    fc.assert(
      fc.property(scores, unit, (given, other) => {
        const [first, ...rest] = given as [CriterionScore, ...CriterionScore[]]
        const [low, high] = [first.score, other].toSorted((a, b) => a - b) as [number, number]
        const [worse, better] = [low, high].map((score) => combine([{ ...first, score }, ...rest])) as [
          number,
          number,
        ]
        expect(better).toBeGreaterThanOrEqual(worse - 1e-12)
        for (const value of [worse, better]) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('does not depend on the order of the criteria', () => {
    fc.assert(
      fc.property(scores, (given) => {
        expect(combine(given.toReversed())).toBeCloseTo(combine(given), 12)
        const byName = given.toSorted((a, b) => (a.name < b.name ? -1 : 1))
        expect(combine(byName)).toBeCloseTo(combine(given), 12)
      }),
    )
  })

  test('is 0 without criteria; 1 where all are', () => {
    expect(combine([])).toBe(0)
    expect(combine([1, 1].map((score) => ({ name: 'c', weight: 3, score })))).toBe(1)
    if (!name.includes('floor')) expect(combine([{ name: 'c', weight: 2, score: 0 }])).toBe(0)
  })
})

test('means are ordered, and a score of 0 makes the strict ones 0 unless a floor raises it', () => {
  fc.assert(
    fc.property(scores, (given) => {
      const [arithmetic, geometric, harmonic, least] = [
        weightedMean(),
        geometricMean(),
        harmonicMean(),
        minimum(),
      ].map((combine) => combine(given)) as [number, number, number, number]
      expect(arithmetic).toBeGreaterThanOrEqual(geometric - 1e-12)
      expect(geometric).toBeGreaterThanOrEqual(harmonic - 1e-12)
      expect(harmonic).toBeGreaterThanOrEqual(least < 2 ** -1022 ? 0 : least - 1e-12)
      if (least === 0) expect([geometric, harmonic]).toEqual([0, 0])
    }),
  )
  const given = [
    { name: 'a', weight: 1, score: 0 },
    { name: 'b', weight: 1, score: 1 },
  ]
  expect(geometricMean({ floor: 0.01 })(given)).toBeCloseTo(0.1, 12)
  expect(harmonicMean({ floor: 0.25 })(given)).toBeCloseTo(0.4, 12)
  expect(geometricMean()([0.25, 1].map((score, at) => ({ name: `${at}`, weight: 1, score })))).toBeCloseTo(
    0.5,
    12,
  )
})
