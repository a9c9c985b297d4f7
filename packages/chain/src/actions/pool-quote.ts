import { raoPerTao, showUnits } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import { type PlanProblem, problem } from '../plan/plan.js'
import type { BlockReader } from '../read/block-reader.js'
import { apis } from '../read/runtime-apis.js'

/** The effect of buying alpha at a block. Amounts in rao, prices in rao per alpha. */
export interface PoolQuote {
  /** TAO paid, fee included. */
  readonly amount: bigint
  /** Share of it that the pool keeps as a fee. */
  readonly fee: bigint
  /** Alpha received. */
  readonly alpha: bigint
  readonly price: bigint
  /** Price after the purchase. */
  readonly reached: bigint
}

/** Reserves of a subnet's pool, from storage. */
export interface PoolReserves {
  readonly tao: bigint
  readonly alpha: bigint
  /** 0 for pools that swap TAO for alpha one to one. */
  readonly mechanism: number
  /** Fee on the input, 65535ths. */
  readonly feeRate: number
  /** Weight of TAO in 1e-18 units; null on runtimes whose pools have no weights. */
  readonly balancer: { readonly quote: bigint } | null
}

/** Quotes the alpha for `amount` TAO, as the runtime simulates it, in one request; STAKE_TOO_LARGE when it cannot. */
export async function quoteTao(
  block: BlockReader,
  { netuid, amount }: { readonly netuid: number; readonly amount: bigint },
): Promise<PoolQuote | PlanProblem> {
  const swap = await block.call(apis.simulateBuy(netuid, amount))
  const { alpha_amount: alpha, tao_fee: fee } = swap
  if (alpha === 0n) {
    return problem(chainError('STAKE_TOO_LARGE', { netuid, amount, detail: 'it gives no alpha for it' }))
  }
  // Excess over the quote at the present price: the runtime's definition of slippage.
  const price = ((amount - fee) * raoPerTao) / (alpha + swap.alpha_slippage)
  // The mean price lies between the first and the last: on a product curve it is their geometric mean.
  const mean = ((amount - fee) * raoPerTao) / alpha
  const reached = netuid === 0 || price === 0n ? price : (mean * mean) / price
  return { amount, fee, alpha, price, reached: reached > price ? reached : price }
}

/** Maximum number of simulations for a guess; for weighted pools the curve is known, and one is enough. */
const mostGuesses = 12

/**
 * Quotes the minimum TAO, but no less than `least`, that buys at least `alpha`, to a tenth of a per mille;
 * POOL_TOO_SMALL if no amount does. One request for pools with a known curve.
 */
export async function quoteAlpha(
  block: BlockReader,
  order: {
    readonly netuid: number
    readonly alpha: bigint
    readonly least: bigint
    readonly reserves: PoolReserves
    /** Stake before the purchase, in rao. */
    readonly stake: bigint
  },
): Promise<PoolQuote | PlanProblem> {
  const { netuid, alpha, least, reserves, stake } = order
  const isFixed = netuid === 0 || reserves.mechanism === 0
  const tooSmall = () => cannotSell({ netuid, alpha, stake, reserve: isFixed ? null : reserves.alpha })
  if (!isFixed && alpha >= reserves.alpha) return tooSmall()
  let amount = isFixed ? maxOf(alpha, least) : maxOf(guessTao(reserves, alpha), least)
  let best: PoolQuote | null = null
  for (let made = 0; made < mostGuesses; made++) {
    // The chain counts in 64 bits.
    if (amount >= 2n ** 64n) break
    const quote = await quoteTao(block, { netuid, amount })
    // The refusal of the simulation is about TAO, which the caller did not choose.
    if ('code' in quote) return best ?? tooSmall()
    if (quote.alpha >= alpha && (best === null || quote.amount < best.amount)) best = quote
    const isClose = quote.alpha - alpha <= alpha / 10_000n + 1n || amount <= least
    if (quote.alpha >= alpha && isClose) return quote
    // The price rises with the amount: what is missing costs the last price at least, what is too much the first one.
    const step = ((alpha - quote.alpha) * (quote.alpha < alpha ? quote.reached : quote.price)) / raoPerTao
    amount = maxOf(amount + step + amount / 100_000n + 1n, least)
  }
  return best ?? tooSmall()
}

/** TAO that a pool of two weighted reserves takes for an amount of alpha, fee included, slightly rounded up. */
function guessTao({ tao, alpha, feeRate, balancer }: PoolReserves, wanted: bigint): bigint {
  const weight = balancer === null ? 0.5 : Number(balancer.quote) / 1e18
  const share = Number(wanted) / Number(alpha)
  const net = Number(tao) * Math.expm1(-((1 - weight) / weight) * Math.log1p(-share))
  const amount = net / (1 - feeRate / 65_535)
  return Number.isFinite(amount) ? BigInt(Math.ceil(amount * (1 + 1e-6))) + 10n : tao
}

/** POOL_TOO_SMALL with the largest stake that the pool could sell; a `reserve` of null sets no limit. */
function cannotSell(order: {
  readonly netuid: number
  readonly alpha: bigint
  readonly stake: bigint
  readonly reserve: bigint | null
}): PlanProblem {
  const { netuid, alpha, stake, reserve } = order
  const text = (amount: bigint) => alphaText(amount, netuid)
  const details = { netuid, trade: 'sell', amount: text(alpha) }
  if (reserve === null)
    return problem(chainError('POOL_TOO_SMALL', { ...details, reserve: '', fix: smallerTrade }))
  const parts = `${text(stake)} staked already and the ${text(reserve)} of the pool`
  const fix = `Choose a stake below ${text(stake + reserve)}: ${parts}.`
  return problem(chainError('POOL_TOO_SMALL', { ...details, reserve: `: it holds ${text(reserve)}`, fix }))
}

/** Fix of a trade whose largest amount is unknown. */
export const smallerTrade = 'Choose a smaller amount, or several at different times.'

/** An amount with the unit of stake on a subnet. */
export const alphaText = (amount: bigint, netuid: number): string =>
  `${showUnits(amount)} ${netuid === 0 ? 'TAO' : 'alpha'}`

const maxOf = (left: bigint, right: bigint) => (left > right ? left : right)
