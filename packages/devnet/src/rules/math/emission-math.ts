import {
  div32,
  div64,
  floor32,
  minOf,
  mul32,
  mul64,
  one32,
  one64,
  saturatingSub,
  to32,
  to64,
} from './fixed.js'

/** Half of what is left after the owner's cut goes to the servers. */
const half32 = one32 / 2n

/** One emitting subnet in the division of a block's TAO. */
export interface EmissionClaim {
  readonly netuid: number
  /** SubnetMovingPrice, U64F64. */
  readonly price: bigint
  /** MinerBurned: withheld part of the last epoch's incentive, U64F64. */
  readonly minerBurned: bigint
  /** SubnetEmissionEnabled. */
  readonly enabled: boolean
}

/**
 * TAO of each subnet (rao as U96F32): in proportion to moving prices, weighted by the incentive that really
 * reached miners, disabled subnets left out at the end. In tiers, only the first 64 get any.
 */
export function emissionShares(
  claims: readonly EmissionClaim[],
  blockEmission: bigint,
  { tiered = false } = {},
): Map<number, bigint> {
  const priceSum = sum(claims.map(({ price }) => price))
  const byPrice = claims.map(({ price }) => div64(price, priceSum))
  const paidOut = claims.map(({ minerBurned }) => one64 - minOf(minerBurned, one64))
  const weighted = normalised(byPrice.map((share, index) => mul64(share, paidOut[index] ?? 0n))) ?? byPrice
  const open = weighted.map((share, index) => (claims[index]?.enabled === true ? share : 0n))
  const anyClosed = claims.some(({ enabled }) => !enabled)
  const scores = anyClosed ? (normalised(open) ?? open) : weighted
  const final = tiered ? inTiers(scores) : scores
  return new Map(
    claims.map(({ netuid }, index) => [netuid, mul64(to64(blockEmission), final[index] ?? 0n) >> 32n]),
  )
}

/** Subnets of each tier. */
const tierSize = 32
const threeQuarters64 = (one64 * 3n) / 4n

/** Three quarters for the 32 highest scores and one for the next 32, within a tier by score; all for the first if no more have one. */
function inTiers(scores: readonly bigint[]): bigint[] {
  const ranked = scores
    .map((score, place) => ({ score, place }))
    .filter(({ score }) => score > 0n)
    .sort((a, b) => (a.score === b.score ? a.place - b.place : a.score < b.score ? 1 : -1))
  const [first, second] = [ranked.slice(0, tierSize), ranked.slice(tierSize, 2 * tierSize)]
  if (second.length === 0) return [...scores]
  const shares = scores.map(() => 0n)
  for (const [tier, part] of [
    [first, threeQuarters64],
    [second, one64 - threeQuarters64],
  ] as const) {
    const total = sum(tier.map(({ score }) => score))
    for (const { score, place } of tier) shares[place] = mul64(part, div64(score, total))
  }
  return shares
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n)

/** Divided by the sum; undefined when that is zero. */
function normalised(values: readonly bigint[]): bigint[] | undefined {
  const total = sum(values)
  return total === 0n ? undefined : values.map((value) => div64(value, total))
}

/** Weight of root stake against a subnet's alpha, U96F32. `taoWeight` is U96F32, amounts are rao. */
export function rootProportion(rootTao: bigint, taoWeight: bigint, alphaIssuance: bigint): bigint {
  const root = mul32(to32(rootTao), taoWeight)
  return div32(root, root + to32(alphaIssuance))
}

/** Effect of one block on a subnet's pool, rao, rounded down. */
export interface BlockTerms {
  readonly taoIn: bigint
  readonly alphaIn: bigint
  readonly alphaOut: bigint
  /** TAO that buys alpha instead of being injected. */
  readonly excessTao: bigint
}

/**
 * Injection terms of a block. TAO is injected with alpha at the pool's price, up to root's proportion of the
 * alpha emission; the TAO beyond that is excess.
 *
 * @param options.tao U96F32 rao of the subnet
 * @param options.price U96F32 TAO per alpha
 */
export function blockTerms(options: {
  readonly tao: bigint
  readonly price: bigint
  readonly alphaEmission: bigint
  readonly rootProportion: bigint
}): BlockTerms {
  const { tao, price, alphaEmission } = options
  const wanted = div32(tao, price)
  const cap = mul32(options.rootProportion, to32(alphaEmission))
  const alphaIn = minOf(wanted, cap)
  const taoIn = wanted > cap ? mul32(alphaIn, price) : tao
  return {
    taoIn: floor32(taoIn),
    alphaIn: floor32(alphaIn),
    alphaOut: alphaEmission,
    excessTao: floor32(saturatingSub(tao, taoIn)),
  }
}

/** Amounts that one block adds to the pending emission, rao of alpha. */
export interface Accrual {
  readonly ownerCut: bigint
  readonly server: bigint
  readonly validator: bigint
  readonly root: bigint
}

/** Divides a block's alpha. `ownerCut` and `rootProportion` are U96F32; a cut of zero when it is switched off. */
export function accrual(alphaOut: bigint, ownerCut: bigint, rootProportion: bigint): Accrual {
  const cut = mul32(to32(alphaOut), ownerCut)
  const rest = to32(alphaOut) - cut
  const root = mul32(mul32(rootProportion, rest), half32)
  const server = mul32(rest, half32)
  return {
    ownerCut: floor32(cut),
    server: floor32(server),
    validator: floor32(saturatingSub(rest - server, root)),
    root: floor32(root),
  }
}

/**
 * SubnetMovingPrice after a block, with 32 fraction bits: an average that starts slowly, counted from the
 * subnet's start.
 *
 * @param options.price U64F64; prices above one count as one
 * @param options.old stored value, 32 fraction bits
 * @param options.movingAlpha SubnetMovingAlpha, 32 fraction bits
 */
export function nextMovingPrice(options: {
  readonly price: bigint
  readonly old: bigint
  readonly movingAlpha: bigint
  readonly blocksSinceStart: bigint
  readonly halvingBlocks: bigint
}): bigint {
  const { blocksSinceStart: blocks } = options
  const ramp = div64(to64(blocks), to64(blocks + options.halvingBlocks))
  const alpha = minOf(mul64(options.movingAlpha << 32n, ramp), one64)
  const fresh = mul64(alpha, minOf(options.price, one64))
  return (fresh + mul64(one64 - alpha, options.old << 32n)) >> 32n
}
