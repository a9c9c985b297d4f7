import { maxOf, minOf, saturatingSub, to64 } from './fixed.js'

/** All stake behind one hotkey on one subnet. Shares are U64F64 bits, the value is rao of alpha. */
export interface SharePool {
  readonly value: bigint
  readonly shares: bigint
}

/** A pool and the shares of one coldkey in it. */
export interface Holding {
  readonly pool: SharePool
  readonly own: bigint
}

/** Shares have 64 fraction bits, so a value read back can miss a whole rao by less than 2^-32. */
const readTolerance = 32n

/** Value of a holder's shares, rounded down. The sum over all holders never exceeds the pool's value. */
export function holdingValue({ pool, own }: Holding): bigint {
  if (pool.shares === 0n) return 0n
  const wide = (pool.value * own) << readTolerance
  return minOf((wide / pool.shares + 1n) >> readTolerance, pool.value)
}

/** Adds `amount` rao for one holder, in shares at the present rate; the first holder gets one share a rao. */
export function addStake({ pool, own }: Holding, amount: bigint): Holding {
  const fresh = pool.shares === 0n || pool.value === 0n ? to64(amount) : (amount * pool.shares) / pool.value
  return { pool: { value: pool.value + amount, shares: pool.shares + fresh }, own: own + fresh }
}

/** Takes `amount` rao from one holder; at most its whole value. The last rao takes the last share along. */
export function removeStake({ pool, own }: Holding, amount: bigint): Holding {
  const value = holdingValue({ pool, own })
  const taken = minOf(amount, value)
  const gone = taken === value ? own : minOf(own, ceilDivide(taken * pool.shares, pool.value))
  return {
    pool: { value: saturatingSub(pool.value, taken), shares: pool.shares - gone },
    own: own - gone,
  }
}

const ceilDivide = (a: bigint, b: bigint): bigint => (a + b - 1n) / maxOf(b, 1n)
