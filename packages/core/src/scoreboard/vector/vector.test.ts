import { readFileSync } from 'node:fs'
import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clipToMaxWeight } from './clip-to-max-weight.js'
import { normalizeWeights } from './normalize-weights.js'
import { roundHalfEven } from './round-half-even.js'
import { emitWeights, sharesOfRow, splitToU16 } from './v10-emit.js'
import { normalizeMaxWeight, processWeights } from './v10-process.js'

interface WeightCase {
  readonly name: string
  readonly uids: number[]
  readonly weights: number[]
  readonly input: number[]
  readonly limit: number
  readonly n: number
  readonly dtype: 'f32' | 'f64'
  readonly input_kind: string
  readonly num_neurons: number
  readonly min_allowed_weights: number
  readonly max_weight_limit: number
  readonly exclude_quantile: number
  readonly expected: number[]
  readonly expected_uids: number[]
  readonly expected_values: number[]
  readonly expected_weights: number[]
  readonly error?: string
}

/** Outputs of the Python SDKs, from the shared vectors. */
function casesOf(file: string): WeightCase[] {
  const url = new URL(`../../../fixtures/wire/${file}.json`, import.meta.url)
  return (JSON.parse(readFileSync(url, 'utf8')) as { cases: WeightCase[] }).cases
}

function expectRefused(compute: () => unknown): void {
  let thrown: unknown
  try {
    compute()
  } catch (error) {
    thrown = error
  }
  expect(isSubnetError(thrown, 'WEIGHTS_VECTOR_INVALID'), String(thrown)).toBe(true)
}

function expectNear(ours: ArrayLike<number>, theirs: readonly number[], tolerance: number): void {
  expect(ours).toHaveLength(theirs.length)
  for (const [index, value] of theirs.entries()) {
    expect(Math.abs(ours[index]! - value)).toBeLessThanOrEqual(tolerance)
  }
}

const weight = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true }))
const weights = fc.array(weight, { minLength: 1, maxLength: 40 })
const positive = weights.filter((values) => values.some((value) => value > 0))

describe('normalizeWeights', () => {
  test.each(casesOf('weights-v11-normalize'))('vector $name', (given) => {
    if (given.error) return expectRefused(() => normalizeWeights(given.uids, given.weights))
    expect(normalizeWeights(given.uids, given.weights)).toEqual({
      uids: given.expected_uids,
      values: given.expected_values,
    })
  })

  test.each([
    { uids: [1, 2], weights: [1] },
    { uids: [1], weights: [Number.NaN] },
    { uids: [1], weights: [Number.POSITIVE_INFINITY] },
    { uids: [1.5], weights: [1] },
    { uids: [65_536], weights: [1] },
  ])('refuses $uids with $weights', (given) => {
    expectRefused(() => normalizeWeights(given.uids, given.weights))
  })

  test('the largest is 65535, uids keep their order, the scale does not matter', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: -900, max: 900 }), (given, exponent) => {
        const uids = given.map((_, index) => given.length - index)
        const { uids: kept, values } = normalizeWeights(uids, given)
        expect(Math.max(...values)).toBe(65_535)
        expect(kept).toEqual(kept.toSorted((a, b) => b - a))
        expect(values.every((value) => Number.isInteger(value) && value > 0)).toBe(true)
        // A power of two changes no digit; weights that it would make subnormal are left out.
        const normal = given.map((value) => (value > 1e-30 ? value : 0))
        const scaled = normal.map((value) => value * 2 ** exponent)
        expect(normalizeWeights(uids, scaled)).toEqual(normalizeWeights(uids, normal))
      }),
    )
  })

  test('the order of the miners changes nothing for any of them', () => {
    fc.assert(
      fc.property(positive, (given) => {
        const uids = given.map((_, index) => index)
        const forward = normalizeWeights(uids, given)
        const backward = normalizeWeights(uids.toReversed(), given.toReversed())
        expect(backward).toEqual({ uids: forward.uids.toReversed(), values: forward.values.toReversed() })
      }),
    )
  })

  test('rounds as Python does', () => {
    expect([0.5, 1.5, 2.5, 0.49999999999999994, 2.500001, -0.5, -1.5].map(roundHalfEven)).toEqual([
      0, 2, 2, 0, 3, 0, -2,
    ])
  })
})

describe('clipToMaxWeight', () => {
  test.each(casesOf('weights-v11-clip'))('vector $name', (given) => {
    if (given.error) return expectRefused(() => clipToMaxWeight(given.weights, given.limit))
    expectNear(clipToMaxWeight(given.weights, given.limit), given.expected, 1e-9)
  })

  test('sums to 1, stays at the limit and keeps the order, at any scale', () => {
    const limit = fc.double({ min: 0.001, max: 1, noNaN: true })
    fc.assert(
      fc.property(positive, limit, fc.constantFrom(1e-300, 1, 1e300), (given, share, scale) => {
        const scaled = given.map((value) => (value > 1e-6 ? value * scale : 0))
        fc.pre(scaled.some((value) => value > 0))
        const clipped = clipToMaxWeight(scaled, share)
        expect(clipped.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9)
        // Nothing is given to a weight of 0, so that only the others can take what is cut off.
        const paid = scaled.filter((value) => value > 0).length
        if (paid * share > 1) expect(Math.max(...clipped)).toBeLessThanOrEqual(share + 1e-6)
        const order = scaled.map((_, index) => index).toSorted((a, b) => scaled[a]! - scaled[b]!)
        for (const [place, index] of order.slice(1).entries()) {
          expect(clipped[index]!).toBeGreaterThanOrEqual(clipped[order[place]!]!)
        }
      }),
    )
  })
})

describe('the SDK v10', () => {
  test.each(casesOf('weights-v10-emit'))('emit: vector $name', (given) => {
    const emit = () =>
      emitWeights(given.uids, given.weights, {
        precision: given.input_kind === 'float64' ? 'float64' : 'float32',
      })
    if (given.error) return expectRefused(emit)
    expect(emit()).toEqual({ uids: given.expected_uids, values: given.expected_values })
  })

  test.each(casesOf('weights-v10-normalize-max'))('normalize-max: vector $name', (given) => {
    const ours =
      given.dtype === 'f32'
        ? normalizeMaxWeight(Float32Array.from(given.weights), given.limit)
        : normalizeMaxWeight(Float64Array.from(given.weights), given.limit)
    expectNear(ours, given.expected, given.dtype === 'f32' ? 1e-6 : 1e-12)
  })

  const limitsOf = (given: WeightCase) => ({
    neurons: given.num_neurons,
    minAllowed: given.min_allowed_weights,
    maxWeight: given.max_weight_limit,
    excludeQuantile: given.exclude_quantile,
  })

  test.each(casesOf('weights-v10-process'))('process: vector $name', (given) => {
    const ours = processWeights(given.uids, given.weights, limitsOf(given))
    expect(ours.uids).toEqual(given.expected_uids)
    expectNear(ours.weights, given.expected_weights, 1e-6)
  })

  test('process: too few weights are placed by their position, not by their uid', () => {
    const { uids, weights } = processWeights([3], [1], { neurons: 4, minAllowed: 2, maxWeight: 1 })
    expect(uids).toEqual([0, 1, 2, 3])
    expect(weights[0]).toBeGreaterThan(0.99)
    expectRefused(() => processWeights([0, 1, 2], [0, 0, 1], { neurons: 2, minAllowed: 2, maxWeight: 1 }))
  })

  test.each(casesOf('weights-v10-row'))('row: vector $name', (given) => {
    expectNear(sharesOfRow(given.n, { uids: given.uids, values: given.weights }), given.expected, 1e-6)
  })

  test('row: a uid that the subnet does not have is refused', () => {
    expectRefused(() => sharesOfRow(2, { uids: [2], values: [1] }))
  })

  test.each(casesOf('weights-v10-split'))('split: vector $name', (given) => {
    if (given.error) return expectRefused(() => splitToU16(given.input))
    expect(splitToU16(given.input)).toEqual(given.expected)
  })

  test('split: always sums to 65535', () => {
    fc.assert(
      fc.property(positive, (parts) => {
        expect(splitToU16(parts).reduce((sum, value) => sum + value, 0)).toBe(65_535)
      }),
    )
  })
})
