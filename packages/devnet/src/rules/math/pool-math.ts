import { raoPerTao } from '@subnetkit/base'
import { div64, floor64, minOf, mul64, one64, to64, u64Max } from './fixed.js'
import { powerScaled } from './power.js'

/** Scale of pool weights and of powers: 18 decimal digits. */
export const quintillion = 10n ** 18n
/** Lowest weight of either side: 0.01. */
const lowestWeight = quintillion / 100n
/** Maximum input of a swap, as a multiple of the reserve on its side. */
export const inputLimit = 1000n
/** Lowest reserve of the side that pays out. */
const minimumReserve = 1_000_000n

/** Price bounds of every swap on the chain, U64F64 TAO per alpha: 1e-6 and 1e6. */
export const lowestPrice = div64(1_000n, raoPerTao)
export const highestPrice = one64 * 1_000_000n

/** A weighted two-asset pool. Amounts are rao. */
export interface Pool {
  readonly tao: bigint
  readonly alpha: bigint
  /** Weight of the TAO side in 1e-18 units; the alpha side has the rest. */
  readonly taoWeight: bigint
  /** Fee taken off the input, in 65535ths. */
  readonly feeRate: number
  /** False for root and for subnets of mechanism 0, which swap one to one without a fee. */
  readonly dynamic: boolean
}

export type SwapSide = 'buy' | 'sell'

/** Result of a real or simulated swap. Amounts are rao of the input's or the output's asset. */
export interface SwapResult {
  /** Amount that entered the pool. */
  readonly paidIn: bigint
  /** Amount that left the pool. */
  readonly paidOut: bigint
  /** Taken off the input, outside the pool. */
  readonly fee: bigint
  /** Amount left over by the price limit. */
  readonly unused: bigint
}

export type SwapError = 'SwapInputTooLarge' | 'ReservesTooLow' | 'PriceLimitExceeded'

/** `error` instead of a result when the pool refuses. */
export type SwapOutcome = SwapResult | { readonly error: SwapError }

/** TAO per alpha as U64F64; one for pools that are not dynamic, zero for an empty pool. */
export function poolPrice(pool: Pool): bigint {
  if (!pool.dynamic) return one64
  if (pool.alpha === 0n) return 0n
  return mul64(div64(quintillion - pool.taoWeight, pool.taoWeight), div64(pool.tao, pool.alpha))
}

/** A price in rao per alpha as U64F64 TAO per alpha. */
export const priceFromRao = (rao: bigint): bigint => div64(rao, raoPerTao)

/** A U64F64 price as rao per alpha, floored: the figure of the runtime API. */
export const priceToRao = (price: bigint): bigint => floor64(price * raoPerTao)

/**
 * One swap against the pool, without changing it. Checks in the chain's order: input size, reserve of the
 * output, price limit, output above zero. Without `limit` no price limit applies, and a purchase can empty the
 * pool: the chain never swaps so, it goes no further than {@link highestPrice} and {@link lowestPrice}.
 *
 * @param limit lowest (sell) or highest (buy) price to reach, U64F64 TAO per alpha
 */
export function swap(
  pool: Pool,
  order: { side: SwapSide; amount: bigint; limit?: bigint; withoutFee?: boolean },
): SwapOutcome {
  const { side, amount, limit } = order
  if (!pool.dynamic) return { paidIn: amount, paidOut: amount, fee: 0n, unused: 0n }
  const charged = order.withoutFee === true ? { ...pool, feeRate: 0 } : pool
  const fee = feeOf(charged, amount)
  const input = side === 'buy' ? pool.tao : pool.alpha
  const output = side === 'buy' ? pool.alpha : pool.tao
  if (amount - fee > inputLimit * input) return { error: 'SwapInputTooLarge' }
  if (output < minimumReserve) return { error: 'ReservesTooLow' }
  const whole = settle(pool, side, { paidIn: amount - fee, fee, unused: 0n })
  if (limit === undefined) return whole
  if (isBeyond(poolPrice(pool), side, limit)) return { error: 'PriceLimitExceeded' }
  if ('error' in whole || !isBeyond(priceAfter(pool, side, whole), side, limit)) return whole
  const most = inputToReach(pool, side, limit)
  const feeAtLimit = feeOnTop(charged, most)
  return settle(pool, side, { paidIn: most, fee: feeAtLimit, unused: amount - most - feeAtLimit })
}

/** Price once the swap is done; beyond every limit for a pool bought empty. */
function priceAfter(pool: Pool, side: SwapSide, { paidIn, paidOut }: SwapResult): bigint {
  if (side === 'sell') return poolPrice({ ...pool, alpha: pool.alpha + paidIn, tao: pool.tao - paidOut })
  if (paidOut >= pool.alpha) return u64Max << 64n
  return poolPrice({ ...pool, tao: pool.tao + paidIn, alpha: pool.alpha - paidOut })
}

function settle(pool: Pool, side: SwapSide, input: Omit<SwapResult, 'paidOut'>): SwapOutcome {
  const paidOut = side === 'buy' ? alphaFor(pool, input.paidIn) : taoFor(pool, input.paidIn)
  if (paidOut === 0n && input.paidIn + input.unused > 0n) return { error: 'ReservesTooLow' }
  return { ...input, paidOut }
}

/** Largest amount, fee included, that can be given without passing the price limit; zero if it is passed already. */
export function largestInput(pool: Pool, side: SwapSide, limit: bigint): bigint {
  if (!pool.dynamic) {
    const reachable = side === 'buy' ? limit >= one64 : limit <= one64
    return reachable ? (1n << 64n) - 1n : 0n
  }
  if (isBeyond(poolPrice(pool), side, limit)) return 0n
  const most = inputToReach(pool, side, limit)
  return most + feeOnTop(pool, most)
}

const isBeyond = (price: bigint, side: SwapSide, limit: bigint): boolean =>
  side === 'buy' ? price > limit : price < limit

/** Fee taken off an amount. */
export const feeOf = (pool: Pool, amount: bigint): bigint =>
  floor64(amount * div64(BigInt(pool.feeRate), 65535n))

/** Fee that goes with a net amount. */
const feeOnTop = ({ feeRate }: Pool, net: bigint): bigint => (net * BigInt(feeRate)) / BigInt(65535 - feeRate)

/** Input that moves the price to `limit`: `reserve * ((change of price) ^ weight of the other side - 1)`. */
function inputToReach(pool: Pool, side: SwapSide, limit: bigint): bigint {
  const price = poolPrice(pool)
  // a sale down to price zero has no end: the input check bounds it
  if (limit === 0n) return inputLimit * pool.alpha
  const [reserve, rise, weight] =
    side === 'buy'
      ? [pool.tao, { numerator: limit, denominator: price }, quintillion - pool.taoWeight]
      : [pool.alpha, { numerator: price, denominator: limit }, pool.taoWeight]
  const growth = powerScaled(rise, { numerator: weight, denominator: quintillion }, quintillion)
  return (reserve * (growth - quintillion)) / quintillion
}

/** Alpha paid for `net` TAO. */
export function alphaFor(pool: Pool, net: bigint): bigint {
  const exponent = { numerator: pool.taoWeight, denominator: quintillion - pool.taoWeight }
  return paidOut(pool.alpha, pool.tao, net, exponent)
}

/** TAO paid for `net` alpha. */
export function taoFor(pool: Pool, net: bigint): bigint {
  const exponent = { numerator: quintillion - pool.taoWeight, denominator: pool.taoWeight }
  return paidOut(pool.tao, pool.alpha, net, exponent)
}

function paidOut(
  reserve: bigint,
  otherReserve: bigint,
  net: bigint,
  exponent: { numerator: bigint; denominator: bigint },
): bigint {
  if (net === 0n || otherReserve === 0n) return 0n
  const left = { numerator: otherReserve, denominator: otherReserve + net }
  const keep = minOf(to64(powerScaled(left, exponent, quintillion)) / quintillion, one64)
  return floor64(reserve * (one64 - keep))
}

/**
 * TAO weight after `tao` and `alpha` are put in without moving the price, in 1e-18 units; undefined when a
 * weight would fall under its bound.
 */
export function weightAfterInjection(pool: Pool, tao: bigint, alpha: bigint): bigint | undefined {
  const alphaSide = roundScaled((quintillion - pool.taoWeight) * pool.tao * (pool.alpha + alpha))
  const taoSide = roundScaled(pool.taoWeight * pool.alpha * (pool.tao + tao))
  if (alphaSide + taoSide === 0n) return pool.taoWeight
  const weight = (taoSide * quintillion) / (alphaSide + taoSide)
  return weight < lowestWeight || quintillion - weight < lowestWeight ? undefined : weight
}

const roundScaled = (value: bigint): bigint => (value + quintillion / 2n) / quintillion
