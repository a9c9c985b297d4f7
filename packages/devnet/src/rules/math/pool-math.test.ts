import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { one64 } from './fixed.js'
import {
  alphaFor,
  highestPrice,
  largestInput,
  type Pool,
  poolPrice,
  priceFromRao,
  priceToRao,
  quintillion,
  swap,
  taoFor,
  weightAfterInjection,
} from './pool-math.js'

const half = quintillion / 2n
const pool: Pool = {
  tao: 1_000_000_000_000n,
  alpha: 3_000_000_000_000n,
  taoWeight: half,
  feeRate: 33,
  dynamic: true,
}
const anyPool = fc.record({
  tao: fc.bigInt({ min: 10n ** 9n, max: 10n ** 15n }),
  alpha: fc.bigInt({ min: 10n ** 9n, max: 10n ** 15n }),
  taoWeight: fc.bigInt({ min: quintillion / 10n, max: (9n * quintillion) / 10n }),
  feeRate: fc.constant(33),
  dynamic: fc.constant(true),
})

const done = (outcome: ReturnType<typeof swap>) => {
  if ('error' in outcome) throw new Error(outcome.error)
  return outcome
}

describe('price', () => {
  it('is the reserves ratio at equal weights, floored twice', () => {
    expect(poolPrice(pool)).toBe(one64 / 3n)
    expect(priceToRao(poolPrice(pool))).toBe(333_333_333n)
  })

  it('is one for a pool that is not dynamic', () => {
    expect(poolPrice({ ...pool, dynamic: false })).toBe(one64)
  })
})

describe('buying and selling at equal weights', () => {
  it('goes through an 18-digit power, not the plain constant product', () => {
    // E = floor(1e12 * 1e18 / (1e12 + 7)) = 999999999993000000; out = floor(3e12 * (1 - E/1e18))
    const quotient = (pool.tao * quintillion) / (pool.tao + 7n)
    expect(quotient).toBe(999_999_999_993_000_000n)
    const keep = (quotient * one64) / quintillion
    expect(alphaFor(pool, 7n)).toBe((pool.alpha * (one64 - keep)) / one64)
    expect(alphaFor(pool, 7n)).toBe(21n)
    const plain = (pool.alpha * 7n) / (pool.tao + 7n)
    expect(plain).toBe(20n)
  })

  it('takes the fee off the input first', () => {
    const result = done(swap(pool, { side: 'buy', amount: 1_000_000_000n }))
    expect(result.fee).toBe(503_547n)
    expect(result.paidIn).toBe(1_000_000_000n - 503_547n)
  })
})

describe('refusals, in order', () => {
  const outcome = (change: Partial<Pool>, amount: bigint, limit?: bigint) =>
    swap({ ...pool, ...change }, { side: 'buy', amount, ...(limit === undefined ? {} : { limit }) })

  it.each([
    ['SwapInputTooLarge', { alpha: 5n }, 10n ** 16n, 1n],
    ['ReservesTooLow', { alpha: 999_999n }, 10n ** 9n, 1n],
    ['PriceLimitExceeded', {}, 10n ** 9n, 1n],
    ['ReservesTooLow', { tao: 10n ** 18n, alpha: 1_000_000n }, 10n, undefined],
  ] as const)('%s', (error, change, amount, limit) => {
    expect(outcome(change, amount, limit)).toEqual({ error })
  })
})

describe('price limit', () => {
  it('cuts the input and recomputes the fee', () => {
    const limit = priceFromRao(400_000_000n)
    const result = done(swap(pool, { side: 'buy', amount: 10n ** 12n, limit }))
    // 1e12 * (sqrt(1.2) - 1)
    expect(result.paidIn).toBe(95_445_115_010n)
    expect(result.fee).toBe((result.paidIn * 33n) / (65535n - 33n))
    expect(result.paidIn + result.fee + result.unused).toBe(10n ** 12n)
    expect(largestInput(pool, 'buy', limit)).toBe(result.paidIn + result.fee)
  })

  it('is never passed by more than rounding', () => {
    fc.assert(
      fc.property(
        anyPool,
        fc.bigInt({ min: 1n, max: 900n }),
        fc.constantFrom('buy', 'sell'),
        (any, step, side) => {
          const price = poolPrice(any)
          const limit = side === 'buy' ? price + (price * step) / 1000n : price - (price * step) / 1000n
          const outcome = swap(any, { side, amount: 900n * (side === 'buy' ? any.tao : any.alpha), limit })
          if ('error' in outcome) return outcome.error === 'ReservesTooLow'
          const after = applied(any, side, outcome.paidIn, outcome.paidOut)
          const slack = limit / 1_000_000n
          return side === 'buy' ? poolPrice(after) <= limit + slack : poolPrice(after) >= limit - slack
        },
      ),
      { numRuns: 60 },
    )
  })
})

const applied = (before: Pool, side: 'buy' | 'sell', paidIn: bigint, paidOut: bigint): Pool =>
  side === 'buy'
    ? { ...before, tao: before.tao + paidIn, alpha: before.alpha - paidOut }
    : { ...before, alpha: before.alpha + paidIn, tao: before.tao - paidOut }

describe('any pool', () => {
  it('gets dearer by a purchase, cheaper by a sale, and a round trip never gains', () => {
    fc.assert(
      fc.property(anyPool, fc.bigInt({ min: 1_000_000n, max: 10n ** 13n }), (any, amount) => {
        const bought = swap(any, { side: 'buy', amount, limit: highestPrice })
        if ('error' in bought) return true
        const after = applied(any, 'buy', bought.paidIn, bought.paidOut)
        const back = taoFor(after, bought.paidOut)
        const end = applied(after, 'sell', bought.paidOut, back)
        // 18 digits of the power are worth this much of the reserve
        const dust = any.tao / 10n ** 17n + any.alpha / 10n ** 9n + 4n
        return (
          poolPrice(after) >= poolPrice(any) &&
          poolPrice(end) <= poolPrice(after) &&
          back <= bought.paidIn + dust
        )
      }),
      { numRuns: 60 },
    )
  })

  it('is not bought empty: a purchase stops at the highest price of the chain', () => {
    // without the bound, 18 digits of the power have nothing left to keep of this pool's alpha
    const shallow: Pool = {
      tao: 1_000_000_002n,
      alpha: 876_626_154_826_982n,
      taoWeight: 899_999_999_999_999_999n,
      feeRate: 33,
      dynamic: true,
    }
    const order = { side: 'buy', amount: 871_126_640_186n } as const
    expect(done(swap(shallow, order)).paidOut).toBe(shallow.alpha)
    const bought = done(swap(shallow, { ...order, limit: highestPrice }))
    const after = applied(shallow, 'buy', bought.paidIn, bought.paidOut)
    expect(bought.unused).toBeGreaterThan(0n)
    expect(after.alpha).toBeGreaterThan(0n)
    expect(poolPrice(after)).toBeGreaterThan(poolPrice(shallow))
    expect(poolPrice(after)).toBeLessThanOrEqual(highestPrice + highestPrice / 1_000_000n)
  })
})

describe('injection', () => {
  it('keeps the price', () => {
    const tao = 5_000_000_000n
    const alpha = 1_000_000_000n
    const taoWeight = weightAfterInjection(pool, tao, alpha)
    expect(taoWeight).toBeDefined()
    const after = { ...pool, tao: pool.tao + tao, alpha: pool.alpha + alpha, taoWeight: taoWeight ?? 0n }
    expect(priceToRao(poolPrice(after))).toBe(333_333_333n)
    expect(after.taoWeight).toBeGreaterThan(half)
  })

  it('is refused when a weight would fall under one hundredth', () => {
    expect(weightAfterInjection(pool, pool.tao * 200n, 0n)).toBeUndefined()
    expect(weightAfterInjection(pool, 0n, pool.alpha * 200n)).toBeUndefined()
  })
})
