import fc from 'fast-check'
import { expect, it } from 'vitest'
import { activityCutoff } from './activity-cutoff.js'
import { blockEmission } from './block-emission.js'
import { inheritedStake } from './inherited-stake.js'
import { maxUpscale } from './max-upscale.js'
import { resetBonds } from './reset-bonds.js'

const U64_MAX = (1n << 64n) - 1n

it('halves the block emission each time half of what is left has been issued', () => {
  expect(blockEmission(0n)).toBe(1_000_000_000n)
  expect(blockEmission(10_500_000_000_000_000n)).toBe(500_000_000n)
  fc.assert(
    fc.property(fc.bigInt(0n, 22n * 10n ** 15n), (issuance) => {
      expect(blockEmission(issuance + 1n)).toBeLessThanOrEqual(blockEmission(issuance))
    }),
  )
})

it('cuts activity off after thousandths of a tempo, but never at once', () => {
  expect(activityCutoff(360, 13889)).toBe(5000)
  expect(activityCutoff(0, 13889)).toBe(1)
})

it('moves stake from parents to children', () => {
  const half = U64_MAX / 2n
  // A proportion keeps 32 fraction bits, so half of u64 is a little less than half.
  expect(inheritedStake({ own: 1000n, childProportions: [half], parents: [] })).toBe(500n)
  expect(
    inheritedStake({ own: 0n, childProportions: [], parents: [{ proportion: half, stake: 1000n }] }),
  ).toBe(499n)
  expect(inheritedStake({ own: 1000n, childProportions: [U64_MAX], parents: [] })).toBe(0n)
  expect(inheritedStake({ own: 7n, childProportions: [], parents: [] })).toBe(7n)
})

it('subtracts before it adds, and never below nothing', () => {
  const parents = [{ proportion: U64_MAX, stake: 10n }]
  expect(inheritedStake({ own: 5n, childProportions: [U64_MAX, U64_MAX], parents })).toBe(10n)
})

it('scales weights so that the largest is 65535, keeping order and zeros', () => {
  expect(maxUpscale([])).toEqual([])
  expect(maxUpscale([0, 0])).toEqual([0, 0])
  expect(maxUpscale([1, 2])).toEqual([32768, 65535])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 65535 }), { minLength: 1 }), (weights) => {
      const scaled = maxUpscale(weights)
      if (Math.max(...weights) > 0) expect(Math.max(...scaled)).toBe(65535)
      weights.forEach((weight, i) => {
        if (weight === 0) expect(scaled[i]).toBe(0)
        weights.forEach((other, j) => {
          if (weight <= other) expect(scaled[i]).toBeLessThanOrEqual(scaled[j]!)
        })
      })
    }),
  )
})

it('deletes the column of the neuron that resets its bonds', () => {
  const bonds = [
    [
      [1, 10],
      [2, 20],
    ],
    [[2, 30]],
    [],
  ] as const
  expect(resetBonds(bonds, 2)).toEqual([[[1, 10]], [], []])
})
