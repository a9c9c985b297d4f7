import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import { transfer } from '../runtime/currency.js'
import type { CallArgs } from '../schema/schema.js'
import { hotkeyExists } from './accounts.js'
import { creditStake, debitStake, type Holder, stakeOf } from './holdings.js'
import { floor64, minOf } from './math/fixed.js'
import { amountWithinRatio, currentPrice, simulated } from './pool.js'
import type { Reading } from './reading.js'
import { refuse } from './refusal.js'
import { follows } from './spec.js'
import type { PriceLimit } from './stake-checks.js'
import {
  becomeDelegate,
  minimumStake,
  noteStakeBlock,
  stakeIntoSubnet,
  unstakeFromSubnet,
} from './stake-moves.js'
import { root, subnetExists } from './subnets.js'

/** move_stake: to another hotkey, another subnet or both. */
export function moveStake(ctx: CallContext, args: CallArgs<'SubtensorModule.move_stake'>): void {
  const coldkey = ensureSigned(ctx)
  const from = { hotkey: args.origin_hotkey, coldkey, netuid: args.origin_netuid }
  const to = { hotkey: args.destination_hotkey, coldkey, netuid: args.destination_netuid }
  const tao = transition(ctx, { from, to, asked: args.alpha_amount })
  ctx.deposit('SubtensorModule', 'StakeMoved', [coldkey, from.hotkey, from.netuid, to.hotkey, to.netuid, tao])
}

/** transfer_stake: to another coldkey. */
export function transferStake(ctx: CallContext, args: CallArgs<'SubtensorModule.transfer_stake'>): void {
  const from = { hotkey: args.hotkey, coldkey: ensureSigned(ctx), netuid: args.origin_netuid }
  const to = { hotkey: args.hotkey, coldkey: args.destination_coldkey, netuid: args.destination_netuid }
  const tao = transition(ctx, { from, to, asked: args.alpha_amount, isTransfer: true })
  ctx.deposit('SubtensorModule', 'StakeTransferred', [
    from.coldkey,
    to.coldkey,
    args.hotkey,
    from.netuid,
    to.netuid,
    tao,
  ])
}

/** swap_stake: to another subnet. */
export function swapStake(ctx: CallContext, args: CallArgs<'SubtensorModule.swap_stake'>): void {
  const coldkey = ensureSigned(ctx)
  const from = { hotkey: args.hotkey, coldkey, netuid: args.origin_netuid }
  const to = { hotkey: args.hotkey, coldkey, netuid: args.destination_netuid }
  const tao = transition(ctx, { from, to, asked: args.alpha_amount })
  ctx.deposit('SubtensorModule', 'StakeSwapped', [coldkey, args.hotkey, from.netuid, to.netuid, tao])
}

/** swap_stake_limit: as far as keeps the price of the origin's alpha in the destination's above the limit. */
export function swapStakeLimit(ctx: CallContext, args: CallArgs<'SubtensorModule.swap_stake_limit'>): void {
  const coldkey = ensureSigned(ctx)
  const from = { hotkey: args.hotkey, coldkey, netuid: args.origin_netuid }
  const to = { hotkey: args.hotkey, coldkey, netuid: args.destination_netuid }
  const limit = { limitPrice: args.limit_price, allowPartial: args.allow_partial }
  const tao = transition(ctx, { from, to, asked: args.alpha_amount, limit })
  ctx.deposit('SubtensorModule', 'StakeSwapped', [coldkey, args.hotkey, from.netuid, to.netuid, tao])
}

/** A move of stake: from whom to whom, how much alpha, and how far the price may go. */
export interface StakeMove {
  readonly from: Holder
  readonly to: Holder
  readonly asked: bigint
  readonly limit?: PriceLimit | undefined
  /** True for transfer_stake, which subnets may disallow, to whomever. */
  readonly isTransfer?: true
}

/** Moves stake, as much as there is, and returns its worth in TAO, rao. */
function transition(ctx: BlockContext, move: StakeMove): bigint {
  const { from, to } = move
  const amount = amountToMove(ctx, move)
  return from.netuid === to.netuid ? moveWithin(ctx, from, to, amount) : moveAcross(ctx, from, to, amount)
}

/** Alpha that a call moves, or its refusal. */
export function amountToMove(ctx: Reading, { from, to, asked, limit, isTransfer }: StakeMove): bigint {
  const available = stakeOf(ctx, from)
  const wanted = follows(ctx, 'cappedUnstaking') ? minOf(asked, available) : asked
  const isFar = from.netuid !== to.netuid
  const most =
    isFar && limit !== undefined ? amountWithinRatio(ctx, from.netuid, to.netuid, limit.limitPrice) : wanted
  refuse(most === 0n && wanted > 0n && !follows(ctx, 'limitErrors'), 'ZeroMaxStakeAmount')
  requireMovable(ctx, from, to)
  refuse(wanted > available, 'NotEnoughStakeToWithdraw')
  if (isFar || !follows(ctx, 'localMoves')) {
    refuse(simulated(ctx, from.netuid, 'sell', wanted).paidOut <= minimumStake, 'AmountTooLow')
    refuse(wanted > most && limit?.allowPartial === false, 'SlippageTooHigh')
  }
  if (isTransfer) requireTransferable(ctx, from, to)
  return minOf(wanted, most)
}

const worthOf = (ctx: Reading, { netuid }: Holder, alpha: bigint): bigint =>
  floor64(alpha * currentPrice(ctx, netuid))

function requireMovable(ctx: Reading, from: Holder, to: Holder): void {
  const { SubtokenEnabled } = ctx.state.SubtensorModule
  const isSame = from.netuid === to.netuid && from.hotkey === to.hotkey && from.coldkey === to.coldkey
  refuse(isSame, 'SameNetuid')
  refuse(!subnetExists(ctx, from.netuid) || !subnetExists(ctx, to.netuid), 'SubnetNotExists')
  refuse(!SubtokenEnabled.get(from.netuid) || !SubtokenEnabled.get(to.netuid), 'SubtokenDisabled')
  refuse(!hotkeyExists(ctx, from.hotkey) || !hotkeyExists(ctx, to.hotkey), 'HotKeyAccountNotExists')
}

function requireTransferable(ctx: Reading, from: Holder, to: Holder): void {
  const { TransferToggle } = ctx.state.SubtensorModule
  const isAllowed = TransferToggle.get(from.netuid) && TransferToggle.get(to.netuid)
  refuse(!isAllowed, 'TransferDisallowed')
}

/** Sells on one subnet and buys on the other. The fee is charged once: where alpha is sold, or bought if it came from root. */
function moveAcross(ctx: BlockContext, from: Holder, to: Holder, amount: bigint): bigint {
  const isFromRoot = from.netuid === root
  const tao = unstakeFromSubnet(ctx, from, amount, { withoutFee: isFromRoot })
  if (from.coldkey !== to.coldkey) transfer(ctx, from.coldkey, to.coldkey, tao, 'allow')
  if (tao < minimumStake) return tao
  becomeDelegate(ctx, to)
  stakeIntoSubnet(ctx, to, tao, { withoutFee: !isFromRoot })
  return tao
}

/** Within a subnet nothing is swapped; the events name what the alpha is worth at the present price. */
function moveWithin(ctx: BlockContext, from: Holder, to: Holder, amount: bigint): bigint {
  const { netuid } = from
  debitStake(ctx, from, amount)
  creditStake(ctx, to, amount)
  const tao = worthOf(ctx, from, amount)
  refuse(tao < minimumStake, 'AmountTooLow')
  if (!follows(ctx, 'localMoves')) becomeDelegate(ctx, to)
  noteStakeBlock(ctx, to)
  ctx.deposit('SubtensorModule', 'StakeRemoved', [from.coldkey, from.hotkey, tao, amount, netuid, 0n])
  ctx.deposit('SubtensorModule', 'StakeAdded', [to.coldkey, to.hotkey, tao, amount, netuid, 0n])
  return tao
}
