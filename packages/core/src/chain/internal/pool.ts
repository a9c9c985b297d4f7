import type { Codec } from '@polkadot/types/types'
import { type PlanProblem, problem } from '../commands/plan.js'
import { toBigInt } from './runtime.js'
import type { ChainView } from './view.js'

/** What buying alpha would do at this block. Amounts in rao, prices in rao per alpha. */
export interface PoolQuote {
  /** TAO that goes in, fee included. */
  readonly amount: bigint
  /** Share of it that the pool keeps as fee. */
  readonly fee: bigint
  /** Alpha that comes out. */
  readonly alpha: bigint
  readonly price: bigint
  /** The price that is left behind. */
  readonly reached: bigint
}

const rao = 1_000_000_000n

/** Quotes what `amount` TAO buys, as the runtime simulates it; STAKE_TOO_LARGE when it cannot. */
export async function quoteTao(
  view: ChainView,
  netuid: number,
  amount: bigint,
): Promise<PoolQuote | PlanProblem> {
  const [price, simulated] = await Promise.all([
    view.ask('SwapRuntimeApi', 'current_alpha_price', netuid),
    view.ask('SwapRuntimeApi', 'sim_swap_tao_for_alpha', netuid, amount),
  ])
  const swap = simulated as unknown as Record<'taoAmount' | 'alphaAmount' | 'taoFee', Codec>
  const [alpha, fee, now] = [toBigInt(swap.alphaAmount), toBigInt(swap.taoFee), toBigInt(price)]
  if (alpha === 0n) {
    return problem('STAKE_TOO_LARGE', { netuid, amount, detail: 'it would give nothing for it' })
  }
  // The mean price lies between the first and the last: on a product curve it is their geometric mean.
  const mean = ((amount - fee) * rao) / alpha
  const reached = netuid === 0 || now === 0n ? now : (mean * mean) / now
  return { amount, fee, alpha, price: now, reached: reached > now ? reached : now }
}

/** Most quotes that are asked for until one gives enough. */
const attempts = 24

/** Quotes the least TAO that buys at least `alpha`, to a tenth of a per mille. */
export async function quoteAlpha(
  view: ChainView,
  netuid: number,
  alpha: bigint,
): Promise<PoolQuote | PlanProblem> {
  const price = toBigInt(await view.ask('SwapRuntimeApi', 'current_alpha_price', netuid))
  let low = 0n
  let high: bigint | null = null
  let best: PoolQuote | PlanProblem | null = null
  let guess = maxOf((alpha * price) / rao, 1n)
  for (let made = 0; made < attempts; made++) {
    const quote = await quoteTao(view, netuid, guess)
    if ('code' in quote && best === null && high === null && low > 0n) return quote
    if ('code' in quote || quote.alpha < alpha) {
      low = guess
      // Beyond the mean price of what was just asked for, so that the next guess is rarely short again.
      const scaled = 'code' in quote ? guess * 2n : (guess * alpha) / quote.alpha
      guess = high === null ? maxOf(scaled + scaled / 64n, guess + 1n) : (low + high) / 2n
    } else {
      high = guess
      best = quote
      if (high - low <= maxOf(high / 10_000n, 1n)) break
      guess = (low + high) / 2n
    }
    if (high !== null && guess <= low) break
  }
  const detail = `it does not hold ${alpha} rao of alpha that could be bought`
  return best ?? problem('STAKE_TOO_LARGE', { netuid, amount: guess, detail })
}

const maxOf = (left: bigint, right: bigint) => (left > right ? left : right)
