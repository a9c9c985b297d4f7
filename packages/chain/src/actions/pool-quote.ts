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
  },
): Promise<PoolQuote | PlanProblem> {
  const { netuid, alpha, least, reserves } = order
  const isFixed = netuid === 0 || reserves.mechanism === 0
  if (!isFixed && alpha >= reserves.alpha) return tooSmall(netuid, alpha)
  let amount = isFixed ? maxOf(alpha, least) : maxOf(guessTao(reserves, alpha), least)
  let best: PoolQuote | null = null
  for (let made = 0; made < mostGuesses; made++) {
    const quote = await quoteTao(block, { netuid, amount })
    if ('code' in quote) return best ?? quote
    if (quote.alpha >= alpha && (best === null || quote.amount < best.amount)) best = quote
    const isClose = quote.alpha - alpha <= alpha / 10_000n + 1n || amount <= least
    if (quote.alpha >= alpha && isClose) return quote
    // The price rises with the amount: what is missing costs the last price at least, what is too much the first one.
    const step = ((alpha - quote.alpha) * (quote.alpha < alpha ? quote.reached : quote.price)) / raoPerTao
    amount = maxOf(amount + step + amount / 100_000n + 1n, least)
  }
  return best ?? tooSmall(netuid, alpha)
}

/** TAO that a pool of two weighted reserves takes for an amount of alpha, fee included, slightly rounded up. */
function guessTao({ tao, alpha, feeRate, balancer }: PoolReserves, wanted: bigint): bigint {
  const weight = balancer === null ? 0.5 : Number(balancer.quote) / 1e18
  const share = Number(wanted) / Number(alpha)
  const net = Number(tao) * Math.expm1(-((1 - weight) / weight) * Math.log1p(-share))
  const amount = net / (1 - feeRate / 65_535)
  return Number.isFinite(amount) ? BigInt(Math.ceil(amount * (1 + 1e-6))) + 10n : tao
}

function tooSmall(netuid: number, alpha: bigint): PlanProblem {
  return problem(chainError('POOL_TOO_SMALL', { netuid, trade: 'sell', amount: `${showUnits(alpha)} alpha` }))
}

const maxOf = (left: bigint, right: bigint) => (left > right ? left : right)
