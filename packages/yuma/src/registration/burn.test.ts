import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bumpedBurn, burnDecay, decayedBurn, defaultBurnIncrease } from './burn.js'

const bounds = { min: 500_000n, max: 100_000_000_000n }
const tao = 1_000_000_000n

describe('registration price', () => {
  it('halves over its half-life, within rounding', () => {
    let burn = 64n * tao
    for (let block = 0; block < 360; block++) burn = decayedBurn(burn, 360, bounds)
    expect(Number(burn) / Number(32n * tao)).toBeCloseTo(1, 5)
    expect(burn).toBeLessThanOrEqual(32n * tao)
  })

  it('keeps exactly half a block with a half-life of one', () => {
    expect(burnDecay(1)).toBe(2n ** 31n)
    expect(decayedBurn(2n * tao, 1, bounds)).toBe(tao)
  })

  it('takes the largest factor', () => {
    expect(burnDecay(2)).toBe(3_037_000_500n) // floor(sqrt(2^63 + 2^32 - 1))
  })

  it('rises by 1.26 at a registration', () => {
    expect(bumpedBurn(tao, defaultBurnIncrease, bounds)).toBe(1_260_000_000n)
    expect(bumpedBurn(1_260_000_000n, defaultBurnIncrease, bounds)).toBe(1_587_600_000n)
  })

  it('stays between its bounds', () => {
    expect(decayedBurn(500_001n, 1, bounds)).toBe(500_000n)
    expect(bumpedBurn(99n * tao, defaultBurnIncrease, bounds)).toBe(100n * tao)
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.integer({ min: 1, max: 36100 }),
        (burn, halfLife) => {
          const next = decayedBurn(burn, halfLife, bounds)
          return next >= bounds.min && next <= bounds.max
        },
      ),
      { numRuns: 50 },
    )
  })
})
