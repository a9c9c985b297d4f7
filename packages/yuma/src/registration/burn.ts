/** 1 in U96F32 and in U64F64. */
const one32 = 1n << 32n
const one64 = 1n << 64n
const mul32 = (a: bigint, b: bigint): bigint => (a * b) >> 32n

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

/** MinBurn and MaxBurn of a subnet, rao. */
export interface BurnBounds {
  readonly min: bigint
  readonly max: bigint
}

const clampBurn = (burn: bigint, { min, max }: BurnBounds): bigint =>
  burn < min ? min : burn > max ? max : burn

/** Registration price of the next block, rao. */
export function decayedBurn(burn: bigint, halfLife: number, bounds: BurnBounds): bigint {
  return clampBurn(halfLife === 0 ? burn : mul32(burn, burnDecay(halfLife)), bounds)
}

/** Registration price after one more registration, rao. `increase` is U64F64, at least one. */
export function bumpedBurn(burn: bigint, increase: bigint, bounds: BurnBounds): bigint {
  return clampBurn((burn * (increase > one64 ? increase : one64)) >> 64n, bounds)
}
