import { hotkeyStake } from './holdings.js'
import { floor64 } from './math/fixed.js'
import { currentPrice } from './pool.js'
import type { Reading } from './reading.js'
import { allNetworks } from './subnets.js'

/** Stake on a hotkey on all networks at their prices, rao of TAO. */
export function totalStakeOf(ctx: Reading, hotkey: string): bigint {
  const worth = allNetworks(ctx).map((netuid) => {
    const stake = hotkeyStake(ctx, hotkey, netuid)
    return stake === 0n ? 0n : stake * currentPrice(ctx, netuid)
  })
  return floor64(worth.reduce((sum, part) => sum + part, 0n))
}
