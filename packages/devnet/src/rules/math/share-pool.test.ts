import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addStake, holdingValue, removeStake, type SharePool } from './share-pool.js'

/** As earnings raise the stake of all holders in proportion. */
const addForAll = (pool: SharePool, amount: bigint): SharePool => ({ ...pool, value: pool.value + amount })

const empty: SharePool = { value: 0n, shares: 0n }

describe('share pool', () => {
  it('gives back what was put in, also after dividends made shares uneven', () => {
    const first = addStake({ pool: empty, own: 0n }, 2n)
    const grown = addForAll(first.pool, 1n)
    const second = addStake({ pool: grown, own: 0n }, 1n)
    expect(holdingValue(second)).toBe(1n)
    expect(holdingValue({ pool: second.pool, own: first.own })).toBe(3n)
  })

  it('shares dividends in proportion', () => {
    const alice = addStake({ pool: empty, own: 0n }, 300n)
    const bob = addStake({ pool: alice.pool, own: 0n }, 100n)
    const pool = addForAll(bob.pool, 100n)
    expect(holdingValue({ pool, own: alice.own })).toBe(375n)
    expect(holdingValue({ pool, own: bob.own })).toBe(125n)
  })

  it('never pays more than it holds, whatever is done in whatever order', () => {
    const step = fc.record({
      who: fc.integer({ min: 0, max: 3 }),
      kind: fc.constantFrom('add', 'remove', 'all'),
      amount: fc.bigInt({ min: 0n, max: 10n ** 16n }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let pool = empty
        const own = [0n, 0n, 0n, 0n]
        for (const { who, kind, amount } of steps) {
          if (kind === 'all') {
            pool = addForAll(pool, pool.shares === 0n ? 0n : amount)
            continue
          }
          const holding = { pool, own: own[who] ?? 0n }
          const before = holdingValue(holding)
          const after = kind === 'add' ? addStake(holding, amount) : removeStake(holding, amount)
          const expected = kind === 'add' ? before + amount : before - (amount < before ? amount : before)
          const value = holdingValue(after)
          // the holder itself sees the exact change, or one rao for the rounding of its shares
          if (value > expected + 1n || value + 1n < expected) return false
          pool = after.pool
          own[who] = after.own
        }
        const paid = own.reduce((sum, shares) => sum + holdingValue({ pool, own: shares }), 0n)
        return paid <= pool.value && own.reduce((sum, shares) => sum + shares, 0n) === pool.shares
      }),
      { numRuns: 300 },
    )
  })
})
