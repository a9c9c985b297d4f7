import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accrual, blockTerms, emissionShares, nextMovingPrice, rootProportion } from './emission-math.js'
import { one32, one64, proportion32, to32 } from './fixed.js'

const tao = 1_000_000_000n
const claim = (netuid: number, price: bigint, minerBurned = 0n, enabled = true) => ({
  netuid,
  price,
  minerBurned,
  enabled,
})
const whole = (shares: Map<number, bigint>) => [...shares].map(([netuid, bits]) => [netuid, bits >> 32n])

describe('emissionShares', () => {
  it('follows prices', () => {
    const shares = emissionShares([claim(1, one64), claim(2, 3n * one64)], tao)
    expect(whole(shares)).toEqual([
      [1, 250_000_000n],
      [2, 750_000_000n],
    ])
  })

  it('takes away what a subnet withheld from its miners', () => {
    const shares = emissionShares([claim(1, one64, one64 / 2n), claim(2, one64)], tao)
    expect(whole(shares)).toEqual([
      [1, 333_333_333n],
      [2, 666_666_666n],
    ])
  })

  it('falls back to prices when all withheld everything', () => {
    const shares = emissionShares([claim(1, one64, one64), claim(2, one64, 2n * one64)], tao)
    expect(whole(shares)).toEqual([
      [1, 500_000_000n],
      [2, 500_000_000n],
    ])
  })

  it('in tiers, gives 75 % to the 32 highest scores, 25 % to the next 32, and nothing to others', () => {
    // Scores fall with the netuid; 40 and 41 have the same.
    const claims = Array.from({ length: 70 }, (_, at) =>
      claim(at + 1, one64 * BigInt(at === 40 ? 32 : 71 - at)),
    )
    const shares = emissionShares(claims, tao, { tiered: true })
    const of = (from: number, to: number) =>
      claims.slice(from, to).reduce((sum, { netuid }) => sum + (shares.get(netuid) ?? 0n), 0n) >> 32n
    expect([of(0, 32), of(32, 64), of(64, 70)]).toEqual([749_999_999n, 249_999_999n, 0n])
    expect((shares.get(1) ?? 0n) * 40n).toBeGreaterThan((shares.get(32) ?? 0n) * 70n)
    expect(shares.get(40)).toBe(shares.get(41))
  })

  it('in tiers, gives all to the first 32 where no more have a score', () => {
    const claims = Array.from({ length: 40 }, (_, at) => claim(at + 1, at < 32 ? one64 * BigInt(at + 1) : 0n))
    expect(emissionShares(claims, tao, { tiered: true })).toEqual(emissionShares(claims, tao))
    const disabled = claims.map((one, at) => ({ ...one, price: one64, enabled: at % 2 === 0 }))
    expect(emissionShares(disabled, tao, { tiered: true })).toEqual(emissionShares(disabled, tao))
  })

  it('gives nothing to a disabled subnet and its share to the others', () => {
    const shares = emissionShares([claim(1, one64, 0n, false), claim(2, one64), claim(3, one64)], tao)
    expect(whole(shares)).toEqual([
      [1, 0n],
      [2, 500_000_000n],
      [3, 500_000_000n],
    ])
  })

  it('gives nothing to anybody without prices', () => {
    expect(whole(emissionShares([claim(1, 0n)], tao))).toEqual([[1, 0n]])
  })

  it('never divides more than the block has', () => {
    const any = fc.record({
      price: fc.bigInt({ min: 0n, max: 4n * one64 }),
      minerBurned: fc.bigInt({ min: 0n, max: one64 + 1n }),
      enabled: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (claims) => {
        const shares = emissionShares(
          claims.map((value, netuid) => ({ ...value, netuid })),
          tao,
        )
        return [...shares.values()].reduce((total, bits) => total + bits, 0n) <= to32(tao)
      }),
      { numRuns: 100 },
    )
  })
})

describe('blockTerms', () => {
  it('injects nothing without root stake: all TAO buys alpha', () => {
    const terms = blockTerms({ tao: to32(tao), price: one32, alphaEmission: tao, rootProportion: 0n })
    expect(terms).toEqual({ taoIn: 0n, alphaIn: 0n, alphaOut: tao, excessTao: tao })
  })

  it('injects up to the proportion of root', () => {
    const terms = blockTerms({
      tao: to32(tao),
      price: one32 / 2n,
      alphaEmission: tao,
      rootProportion: one32 / 4n,
    })
    expect(terms).toEqual({
      taoIn: 125_000_000n,
      alphaIn: 250_000_000n,
      alphaOut: tao,
      excessTao: 875_000_000n,
    })
  })

  it('injects everything under the cap, and nothing at price zero', () => {
    const under = { tao: to32(1000n), price: one32 * 2n, alphaEmission: tao, rootProportion: one32 / 4n }
    expect(blockTerms(under)).toEqual({ taoIn: 1000n, alphaIn: 500n, alphaOut: tao, excessTao: 0n })
    expect(blockTerms({ ...under, price: 0n })).toMatchObject({ taoIn: 1000n, alphaIn: 0n })
  })
})

describe('accrual', () => {
  it('cuts 18 % for the owner and halves the rest', () => {
    // 1e9 * 11796 / 65535 = 179995422.29...
    const parts = accrual(tao, proportion32(11_796), 0n)
    expect(parts.ownerCut).toBe(179_995_422n)
    expect(parts.server).toBe(410_002_288n)
    expect(parts.validator).toBe(410_002_288n)
    expect(parts.root).toBe(0n)
  })

  it('never accrues more than was emitted', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: tao }),
        fc.bigInt({ min: 0n, max: one32 }),
        fc.bigInt({ min: 0n, max: one32 }),
        (alphaOut, cut, root) => {
          const parts = accrual(alphaOut, cut, root)
          return parts.ownerCut + parts.server + parts.validator + parts.root <= alphaOut
        },
      ),
    )
  })
})

describe('rootProportion', () => {
  it('weighs root against alpha', () => {
    expect(rootProportion(4n * tao, one32 / 4n, 3n * tao)).toBe(one32 / 4n)
    expect(rootProportion(0n, one32, 0n)).toBe(0n)
  })
})

describe('nextMovingPrice', () => {
  const options = { movingAlpha: one32 / 2n, halvingBlocks: 100n }
  it('ramps up from the start', () => {
    const at = (blocksSinceStart: bigint) =>
      nextMovingPrice({ ...options, price: one64, old: 0n, blocksSinceStart })
    expect(at(0n)).toBe(0n)
    expect(at(100n)).toBe(one32 / 4n)
  })
  it('counts a price above one as one', () => {
    expect(nextMovingPrice({ ...options, price: 9n * one64, old: one32, blocksSinceStart: 100n })).toBe(one32)
  })
})
