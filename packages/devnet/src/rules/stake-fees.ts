import type { StakeFees } from '../runtime/context.js'
import { tokenFailure } from '../runtime/failure.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import { type Holder, stakeOf } from './holdings.js'
import { div64, floor64, minOf, to64 } from './math/fixed.js'
import { currentPrice, readPool } from './pool.js'
import type { Reading } from './reading.js'
import { unstakeFromSubnet } from './stake-moves.js'
import { allNetworks } from './subnets.js'

interface StakeArgs {
  readonly hotkey: string
  readonly origin_hotkey: string
  readonly netuid: number
  readonly origin_netuid: number
}

/** Stake that the calls which take it away may pay their fees with. */
const sources: Readonly<Record<string, (args: StakeArgs) => readonly [hotkey: string, netuid: number]>> = {
  remove_stake: ({ hotkey, netuid }) => [hotkey, netuid],
  remove_stake_limit: ({ hotkey, netuid }) => [hotkey, netuid],
  remove_stake_full_limit: ({ hotkey, netuid }) => [hotkey, netuid],
  recycle_alpha: ({ hotkey, netuid }) => [hotkey, netuid],
  burn_alpha: ({ hotkey, netuid }) => [hotkey, netuid],
  move_stake: ({ origin_hotkey, origin_netuid }) => [origin_hotkey, origin_netuid],
  transfer_stake: ({ hotkey, origin_netuid }) => [hotkey, origin_netuid],
  swap_stake: ({ hotkey, origin_netuid }) => [hotkey, origin_netuid],
  swap_stake_limit: ({ hotkey, origin_netuid }) => [hotkey, origin_netuid],
}

/** The one holding that pays for a call; `undefined` where there is none, or more than one. */
function payingHolder(
  ctx: Reading,
  coldkey: string,
  { pallet, call, args }: RuntimeCall,
): Holder | undefined {
  if (pallet !== 'SubtensorModule') return undefined
  const given = args as unknown as StakeArgs
  if (call === 'unstake_all' || call === 'unstake_all_alpha') {
    const { hotkey } = given
    const held = allNetworks(ctx)
      .filter((netuid) => ctx.state.SubtensorModule.SubtokenEnabled.get(netuid))
      .map((netuid) => ({ hotkey, coldkey, netuid }))
      .filter((holder) => stakeOf(ctx, holder) > 0n)
    return held.length === 1 ? held[0] : undefined
  }
  const source = sources[call]?.(given)
  return source && { hotkey: source[0], coldkey, netuid: source[1] }
}

/** Alpha that is worth so many rao at the present price: the fee is small, so slippage is left out. */
function alphaFor(ctx: Reading, netuid: number, rao: bigint): bigint {
  if (!readPool(ctx, netuid).dynamic) return rao
  const price = currentPrice(ctx, netuid)
  return price === 0n ? 0n : floor64(div64(to64(rao), price))
}

/** Fees of calls that take stake away, sold from that stake where TAO is short. */
export const stakeFees: StakeFees = {
  canPay(ctx, who, call, rao) {
    const holder = payingHolder(ctx, who, call)
    return holder !== undefined && stakeOf(ctx, holder) >= alphaFor(ctx, holder.netuid, rao)
  },

  pay(ctx, who, call, rao, author) {
    const holder = payingHolder(ctx, who, call)
    if (!holder) throw tokenFailure('FundsUnavailable')
    // As on the chain: without an author, who would be paid, nothing is taken.
    if (author === undefined) return { netuid: 0, alpha_fee: 0n, tao_amount: 0n }
    const stake = stakeOf(ctx, holder)
    const wanted = alphaFor(ctx, holder.netuid, rao)
    const alpha_fee = wanted === 0n ? stake : minOf(wanted, stake)
    const tao_amount = unstakeFromSubnet(ctx, holder, alpha_fee, { withoutFee: true }, author)
    return { netuid: holder.netuid, alpha_fee, tao_amount }
  },
}
