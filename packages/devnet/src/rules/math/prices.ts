import { maxOf, minOf, mul32, mul64, one32, one64, saturatingSub } from './fixed.js'

/** The chain's default price step of a registration, 1.26 as U64F64. */
export const defaultBurnIncrease = BigInt(1.26 * 2 ** 52) << 12n

/**
 * Share of the registration price that one block keeps: the largest 32-fraction-bit f whose `halfLife`th
 * power, by square and multiply with floors, is at most one half.
 */
export function burnDecay(halfLife: number): bigint {
  const known = decays.get(halfLife)
  if (known !== undefined) return known
  let low = 0n
  let high = one32
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (flooredPower(middle, halfLife) <= one32 / 2n) low = middle
    else high = middle
  }
  decays.set(halfLife, low)
  return low
}

const decays = new Map<number, bigint>()

function flooredPower(base: bigint, exponent: number): bigint {
  let result = one32
  let square = base
  for (let left = exponent; left > 0; left >>= 1) {
    if ((left & 1) === 1) result = mul32(result, square)
    square = mul32(square, square)
  }
  return result
}

export interface BurnBounds {
  readonly min: bigint
  readonly max: bigint
}

const clampBurn = (burn: bigint, { min, max }: BurnBounds): bigint => minOf(maxOf(burn, min), max)

/** Registration price of the next block, rao. */
export function decayedBurn(burn: bigint, halfLife: number, bounds: BurnBounds): bigint {
  return clampBurn(halfLife === 0 ? burn : mul32(burn, burnDecay(halfLife)), bounds)
}

/** Registration price after one more registration, rao. `increase` is U64F64, at least one. */
export function bumpedBurn(burn: bigint, increase: bigint, bounds: BurnBounds): bigint {
  return clampBurn(mul64(burn, maxOf(increase, one64)), bounds)
}

/** Current cost of registering a network, rao. `lastLockBlock` 0 means that none was registered yet. */
export function networkLockCost(options: {
  readonly lastLock: bigint
  readonly minLock: bigint
  readonly lastLockBlock: bigint
  readonly reductionInterval: bigint
  readonly now: bigint
}): bigint {
  const { lastLock, minLock, lastLockBlock, reductionInterval, now } = options
  const growth = lastLockBlock === 0n ? 1n : 2n
  const perBlock = reductionInterval === 0n ? 0n : lastLock / reductionInterval
  return maxOf(minLock, saturatingSub(lastLock * growth, perBlock * saturatingSub(now, lastLockBlock)))
}
