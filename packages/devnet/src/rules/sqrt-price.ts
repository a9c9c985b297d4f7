import type { BlockContext } from '../runtime/context.js'
import { squareRoot } from './math/square-root.js'
import { currentPrice } from './pool.js'

/** Stores the square root of subnets' prices, from which older clients take the price; zero for those that are not started. */
export function storeSqrtPrices(ctx: BlockContext, netuids: readonly number[]): void {
  const { AlphaSqrtPrice } = ctx.state.Swap
  for (const netuid of netuids) {
    const root = squareRoot(currentPrice(ctx, netuid) << 64n)
    if (AlphaSqrtPrice.get(netuid) !== root) AlphaSqrtPrice.set(netuid, root)
  }
}
