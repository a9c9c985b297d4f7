import { isSubnetError } from '@subnetkit/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type UidShare, vectorFromShares } from './vector-from-shares.js'
import { parseVectorPolicy, type VectorPolicy } from './vector-policy.js'

const miners = (...shares: number[]): UidShare[] => shares.map((share, uid) => ({ uid, share }))
const noLimits = { neurons: 256, minAllowedWeights: 1, maxWeightsLimit: 65_535 }

const anyShare = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, -1, 5e-324, Number.MAX_VALUE),
)
const anyMiners = fc
  .uniqueArray(fc.nat(255), { minLength: 1, maxLength: 30 })
  .chain((uids) =>
    fc
      .array(anyShare, { minLength: uids.length, maxLength: uids.length })
      .map((shares) => uids.map((uid, index) => ({ uid, share: shares[index]! }))),
  )
const share = fc.double({ min: 0, max: 1, noNaN: true })
const anyPolicy = fc.record({
  maxWeight: fc.double({ min: 0.5, max: 1, noNaN: true }),
  minWeight: fc.double({ min: 0, max: 0.5, noNaN: true }),
  quantile: fc.double({ min: 0, max: 0.99, noNaN: true }),
})

describe('vectorFromShares', () => {
  test('pays in proportion, burns to the owner and leaves out one’s own score', () => {
    const vector = vectorFromShares({
      shares: [...miners(0.3, 0.1), { uid: 7, share: 0.6 }],
      burn: { uid: 3, share: 0.5 },
      self: 7,
    })
    expect(vector).toEqual({ uids: [0, 1, 3], values: [49_151, 16_384, 65_535] })
  })

  test('the own share is what the policy says, whatever the own score', () => {
    const policy = { selfWeight: 0.5 }
    const vector = vectorFromShares({ shares: miners(0.4, 0.4, 9), self: 2, policy })
    expect(vector).toEqual({ uids: [0, 1, 2], values: [32_768, 32_768, 65_535] })
    expect(
      vectorFromShares({ shares: [], self: 2, policy, limits: { ...noLimits, minAllowedWeights: 8 } }),
    ).toEqual({
      uids: [2],
      values: [65_535],
    })
  })

  test('the cap is of the miners’ part, so that burning does not raise it', () => {
    const { values } = vectorFromShares({
      shares: miners(8, 1, 1),
      burn: { uid: 9, share: 0.5 },
      policy: { maxWeight: 0.5 },
    })
    const sum = values.reduce((total, value) => total + value, 0)
    expect(values[0]! / sum).toBeCloseTo(0.25, 4)
    expect(values[3]! / sum).toBeCloseTo(0.5, 4)
  })

  test('dust and the lowest quantile are dropped, the best never', () => {
    const shares = miners(0.5, 0.3, 0.15, 0.05)
    expect(vectorFromShares({ shares, policy: { minWeight: 0.1 } }).uids).toEqual([0, 1, 2])
    expect(vectorFromShares({ shares, policy: { quantile: 0.5 } }).uids).toEqual([0, 1])
    expect(vectorFromShares({ shares: miners(1, 1, 1), policy: { minWeight: 0.9 } }).uids).toEqual([0, 1, 2])
    expect(vectorFromShares({ shares: miners(2, 1, 1), policy: { minWeight: 0.9 } }).uids).toEqual([0])
  })

  test('the chain’s limit holds for the whole vector, except for oneself alone', () => {
    const limits = { ...noLimits, maxWeightsLimit: 26_214 }
    const { values } = vectorFromShares({ shares: miners(8, 1, 1, 1), limits })
    expect(values[0]! / values.reduce((total, value) => total + value, 0)).toBeCloseTo(0.4, 3)
    expect(vectorFromShares({ shares: [], self: 4, policy: { selfWeight: 1 }, limits }).values).toEqual([
      65_535,
    ])
  })

  test('names as many uids as the chain wants without paying them', () => {
    const limits = { neurons: 5, minAllowedWeights: 4, maxWeightsLimit: 65_535 }
    expect(vectorFromShares({ shares: [{ uid: 1, share: 1 }], limits })).toEqual({
      uids: [0, 1, 2, 3],
      values: [0, 65_535, 0, 0],
    })
    const few = { ...limits, neurons: 2, minAllowedWeights: 8 }
    expect(vectorFromShares({ shares: [{ uid: 1, share: 1 }], limits: few }).uids).toEqual([0, 1])
    expect(vectorFromShares({ shares: miners(0, 0), limits }).uids).toEqual([])
  })

  test('whatever the shares: u16, largest 65535, ascending, burn exact, order kept, the same in any order', () => {
    fc.assert(
      fc.property(anyMiners, anyPolicy, share, (shares, policy, burned) => {
        const burn = { uid: 300, share: burned }
        const { uids, values } = vectorFromShares({ shares, burn, policy, limits: noLimits })
        const paid = shares.filter((one) => one.share > 0 && Number.isFinite(one.share))
        if (paid.length === 0 && burned === 0) {
          expect(uids).toEqual([])
          return
        }
        expect(Math.max(...values)).toBe(65_535)
        expect(uids).toEqual(uids.toSorted((a, b) => a - b))
        expect(values.every((value) => Number.isInteger(value) && value > 0)).toBe(true)

        const valueByUid = new Map(uids.map((uid, index) => [uid, values[index]!]))
        const sum = values.reduce((total, value) => total + value, 0)
        const expected = paid.length === 0 ? 1 : burned
        expect(Math.abs((valueByUid.get(300) ?? 0) / sum - expected)).toBeLessThan(3e-4)

        const ascending = paid.toSorted((a, b) => a.share - b.share)
        for (const [place, { uid }] of ascending.slice(1).entries()) {
          expect(valueByUid.get(uid) ?? 0).toBeGreaterThanOrEqual(valueByUid.get(ascending[place]!.uid) ?? 0)
        }
        const turned = vectorFromShares({ shares: shares.toReversed(), burn, policy, limits: noLimits })
        // Sums in another order differ in their last digit: by one at most, and at an edge by who is dropped.
        if (turned.uids.length === uids.length) {
          for (const [index, value] of turned.values.entries()) {
            expect(Math.abs(value - values[index]!)).toBeLessThanOrEqual(1)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a uid given twice is refused', () => {
    let thrown: unknown
    try {
      vectorFromShares({ shares: [...miners(1), { uid: 0, share: 1 }] })
    } catch (error) {
      thrown = error
    }
    expect(isSubnetError(thrown, 'WEIGHTS_VECTOR_INVALID')).toBe(true)
  })
})

describe('parseVectorPolicy', () => {
  const bad: [VectorPolicy, number][] = [
    [{ maxWeight: 0 }, 0],
    [{ maxWeight: Number.NaN }, 0],
    [{ minWeight: 0.6, maxWeight: 0.5 }, 0],
    [{ quantile: 1 }, 0],
    [{ selfWeight: 0.6 }, 0.5],
    [{}, 1.1],
  ]
  test.each(bad)('refuses %j with %d burned', (policy, burn) => {
    let thrown: unknown
    try {
      parseVectorPolicy(policy, burn)
    } catch (error) {
      thrown = error
    }
    expect(isSubnetError(thrown, 'CONFIG_INVALID')).toBe(true)
  })
})
