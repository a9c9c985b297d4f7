import { raoPerTao } from '@subnetkit/base'
import type { BlockContext } from '../runtime/context.js'
import { moduleFailure } from '../runtime/failure.js'
import { div64, floor64, maxOf, minOf, mul64, saturatingSub, to64, u64Max } from './math/fixed.js'
import {
  feeOf,
  highestPrice,
  inputLimit,
  largestInput,
  lowestPrice,
  type Pool,
  poolPrice,
  priceFromRao,
  type SwapError,
  type SwapResult,
  type SwapSide,
  swap,
  weightAfterInjection,
} from './math/pool-math.js'
import type { Reading } from './reading.js'
import { root } from './subnets.js'

/** Current state of a subnet's pool. */
export function readPool(ctx: Reading, netuid: number): Pool {
  const { SubnetTAO, SubnetAlphaIn, SubnetMechanism } = ctx.state.SubtensorModule
  return {
    tao: SubnetTAO.get(netuid),
    alpha: SubnetAlphaIn.get(netuid),
    taoWeight: ctx.state.Swap.SwapBalancer.get(netuid).quote,
    feeRate: ctx.state.Swap.FeeRate.get(netuid),
    dynamic: netuid !== root && SubnetMechanism.get(netuid) === 1,
  }
}

/** Present price, TAO per alpha as U64F64. */
export const currentPrice = (ctx: Reading, netuid: number): bigint => poolPrice(readPool(ctx, netuid))

/** All alpha of a subnet: in the pool and outside. */
export const alphaIssuance = (ctx: Reading, netuid: number): bigint =>
  ctx.state.SubtensorModule.SubnetAlphaIn.get(netuid) + ctx.state.SubtensorModule.SubnetAlphaOut.get(netuid)

export interface SwapOptions {
  /** Lowest (sell) or highest (buy) price to reach, rao per alpha. @default the chain's price bounds */
  readonly limitPrice?: bigint | undefined
  /** @default false */
  readonly withoutFee?: boolean | undefined
}

/** Simulates a swap; throws the pool's refusal. */
export function simulateSwap(
  ctx: Reading,
  netuid: number,
  side: SwapSide,
  amount: bigint,
  options: SwapOptions = {},
): SwapResult {
  return swapOrThrow(readPool(ctx, netuid), side, amount, options)
}

function swapOrThrow(pool: Pool, side: SwapSide, amount: bigint, options: SwapOptions): SwapResult {
  const limit = priceLimit(side, options.limitPrice)
  const outcome = swap(pool, { side, amount, limit, withoutFee: options.withoutFee ?? false })
  if ('error' in outcome) throw swapFailure(outcome.error)
  return outcome
}

/**
 * Largest amount, fee included, that a swap can take in before it passes the price, rao. Throws the pool's refusal, such as
 * that the price has passed the limit already.
 */
export function amountWithinLimit(ctx: Reading, netuid: number, side: SwapSide, limitPrice: bigint): bigint {
  const pool = readPool(ctx, netuid)
  if (!pool.dynamic) return largestInput(pool, side, priceFromRao(limitPrice))
  const amount = minOf(inputLimit * (side === 'buy' ? pool.tao : pool.alpha), u64Max)
  const { paidIn, fee } = swapOrThrow(pool, side, amount, { limitPrice })
  return paidIn + fee
}

/** As {@link amountWithinLimit}, and zero where the price has passed the limit. */
export const largestWithinLimit = (
  ctx: Reading,
  netuid: number,
  side: SwapSide,
  limitPrice: bigint,
): bigint => largestInput(readPool(ctx, netuid), side, priceFromRao(limitPrice))

/**
 * Largest amount that the chain moves from one pool to another before the price of the first in the second falls under
 * `limitPrice`, rao per alpha. Where both pools move, its formula is that of even weights.
 */
export function amountWithinRatio(ctx: Reading, from: number, to: number, limitPrice: bigint): bigint {
  const [origin, destination] = [readPool(ctx, from), readPool(ctx, to)]
  if (!origin.dynamic && !destination.dynamic) return limitPrice > raoPerTao ? 0n : u64Max
  if (!destination.dynamic) return amountWithinLimit(ctx, from, 'sell', limitPrice)
  if (!origin.dynamic) {
    return limitPrice === 0n ? u64Max : amountWithinLimit(ctx, to, 'buy', rao2 / limitPrice)
  }
  if ([origin.tao, destination.tao, origin.alpha, destination.alpha].includes(0n)) return 0n
  const limit = priceFromRao(limitPrice)
  if (limit > div64(poolPrice(origin), poolPrice(destination))) return 0n
  if (limitPrice === 0n) return u64Max
  const shareOf = ({ tao }: Pool) => div64(to64(tao), to64(origin.tao + destination.tao))
  const received = div64(mul64(to64(destination.alpha), shareOf(origin)), limit)
  return floor64(saturatingSub(received, mul64(to64(origin.alpha), shareOf(destination))))
}

/** Square of a TAO in rao: turns a price into its inverse. */
const rao2 = raoPerTao ** 2n

const priceLimit = (side: SwapSide, limitPrice: bigint | undefined): bigint => {
  if (side === 'buy') return limitPrice === undefined ? highestPrice : priceFromRao(limitPrice)
  return limitPrice === undefined ? lowestPrice : maxOf(priceFromRao(limitPrice), lowestPrice)
}

/**
 * Buys alpha with TAO that already lies on the subnet's account. The bought alpha counts as outside the
 * pool; who gets it is the caller's, and so is who gets the fee, which stays on that account.
 */
export function buyAlpha(
  ctx: BlockContext,
  netuid: number,
  tao: bigint,
  options: SwapOptions = {},
): SwapResult {
  const { SubnetTAO, SubnetAlphaIn, SubnetAlphaOut, TotalStake } = ctx.state.SubtensorModule
  const pool = readPool(ctx, netuid)
  const result = swapOrThrow(pool, 'buy', tao, options)
  if (pool.dynamic) SubnetAlphaIn.set(netuid, pool.alpha - result.paidOut)
  SubnetTAO.set(netuid, pool.tao + result.paidIn)
  SubnetAlphaOut.update(netuid, (alpha) => alpha + result.paidOut)
  // with the fee, as on the chain
  TotalStake.update((total) => total + tao)
  addVolume(ctx, netuid, tao)
  return result
}

/** Sells alpha for TAO, which lies on the subnet's account afterwards; the caller moves it on. The fee, alpha, is not sold. */
export function sellAlpha(
  ctx: BlockContext,
  netuid: number,
  alpha: bigint,
  options: SwapOptions = {},
): SwapResult {
  const { SubnetTAO, SubnetAlphaIn, SubnetAlphaOut, TotalStake } = ctx.state.SubtensorModule
  const pool = readPool(ctx, netuid)
  const { paidIn, paidOut, ...rest } = swapOrThrow(pool, 'sell', alpha, options)
  if (pool.dynamic) SubnetAlphaIn.set(netuid, pool.alpha + paidIn)
  SubnetTAO.set(netuid, pool.tao - paidOut)
  SubnetAlphaOut.update(netuid, (outside) => saturatingSub(outside, paidIn))
  TotalStake.update((total) => saturatingSub(total, paidOut))
  addVolume(ctx, netuid, paidOut)
  return { paidIn, paidOut, ...rest }
}

function addVolume(ctx: BlockContext, netuid: number, tao: bigint): void {
  ctx.state.SubtensorModule.SubnetVolume.update(netuid, (volume) => volume + tao)
}

/**
 * Moves the pool's weights so that adding the amounts leaves the price where it is. False, with nothing
 * changed, when a weight would leave its bounds.
 */
export function balanceForInjection(ctx: BlockContext, netuid: number, tao: bigint, alpha: bigint): boolean {
  if (tao === 0n && alpha === 0n) return true
  const pool = readPool(ctx, netuid)
  if (!pool.dynamic) return true
  const quote = weightAfterInjection(pool, tao, alpha)
  if (quote === undefined) return false
  ctx.state.Swap.SwapBalancer.set(netuid, { quote })
  return true
}

/** Returns true if a pool accepts an input of this size at all. */
export function inputFits(ctx: Reading, netuid: number, side: SwapSide, amount: bigint): boolean {
  const pool = readPool(ctx, netuid)
  return !pool.dynamic || amount <= inputLimit * (side === 'buy' ? pool.tao : pool.alpha)
}

/** Fee of a swap, in the asset that is put in. */
export function swapFee(ctx: Reading, netuid: number, amount: bigint): bigint {
  const pool = readPool(ctx, netuid)
  return pool.dynamic ? feeOf(pool, amount) : 0n
}

/** Result of a swap that is not carried out. Refuses with InsufficientLiquidity when it could not be. */
export function simulated(ctx: Reading, netuid: number, side: SwapSide, amount: bigint): SwapResult {
  const outcome = swap(readPool(ctx, netuid), { side, amount, limit: priceLimit(side, undefined) })
  if ('error' in outcome) throw moduleFailure('SubtensorModule', 'InsufficientLiquidity')
  return outcome
}

const swapFailure = (error: SwapError) => moduleFailure('Swap', error)
