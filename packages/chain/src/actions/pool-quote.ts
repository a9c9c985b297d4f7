import type { Codec } from '@polkadot/types/types'
import { showUnits } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import { type PlanProblem, problem } from '../plan/plan.js'
import { toBigInt } from '../read/runtime.js'
import type { ChainView } from '../read/view.js'

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
    return problem(chainError('STAKE_TOO_LARGE', { netuid, amount, detail: 'it gives no alpha for it' }))
  }
  // The mean price lies between the first and the last: on a product curve it is their geometric mean.
  const mean = ((amount - fee) * rao) / alpha
  const reached = netuid === 0 || now === 0n ? now : (mean * mean) / now
  return { amount, fee, alpha, price: now, reached: reached > now ? reached : now }
}

/** Most times that a guess is doubled: beyond, the pool cannot give so much. */
const doublings = 16
/** Below this the chain takes no stake, so nobody needs to know more exactly. Rao. */
const leastGuess = 1_000_000n

/** Quotes the least TAO that buys at least `alpha`, to a tenth of a per mille; STAKE_TOO_LARGE when none does. */
export async function quoteAlpha(
  view: ChainView,
  netuid: number,
  alpha: bigint,
): Promise<PoolQuote | PlanProblem> {
  const price = toBigInt(await view.ask('SwapRuntimeApi', 'current_alpha_price', netuid))
  let [low, high] = [0n, maxOf((alpha * price) / rao, leastGuess)]
  let best = await quoteTao(view, netuid, high)
  for (let made = 0; !isEnough(best, alpha); made++) {
    if (made === doublings) {
      const detail = `it cannot sell ${showUnits(alpha)} alpha`
      return problem(chainError('STAKE_TOO_LARGE', { netuid, amount: high, detail }))
    }
    low = high
    high *= 2n
    best = await quoteTao(view, netuid, high)
  }
  while (high > leastGuess && high - low > high / 10_000n) {
    const middle = (low + high) / 2n
    const quote = await quoteTao(view, netuid, middle)
    if (isEnough(quote, alpha)) [high, best] = [middle, quote]
    else low = middle
  }
  return best
}

const isEnough = (quote: PoolQuote | PlanProblem, alpha: bigint) => 'alpha' in quote && quote.alpha >= alpha
const maxOf = (left: bigint, right: bigint) => (left > right ? left : right)
