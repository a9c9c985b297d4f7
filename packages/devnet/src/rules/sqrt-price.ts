import type { BlockContext } from '../runtime/context.js'
import { squareRoot } from './math/square-root.js'

/** Stores the square root of subnets' prices, from which older clients take the price; zero for those that are not started. */
export function storeSqrtPrices(ctx: BlockContext, prices: ReadonlyMap<number, bigint>): void {
  const { AlphaSqrtPrice } = ctx.state.Swap
  for (const [netuid, price] of prices) {
    const root = squareRoot(price << 64n)
    if (AlphaSqrtPrice.get(netuid) !== root) AlphaSqrtPrice.set(netuid, root)
  }
}
