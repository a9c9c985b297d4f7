import { bumpedBurn } from '@subnetkit/yuma'
import { type BlockContext, type CallContext, ensureSigned } from '../runtime/context.js'
import { spendableBalance } from '../runtime/currency.js'
import { claimHotkey, createHotkey, subnetAccount } from './accounts.js'
import { hotkeyStake } from './holdings.js'
import { maxOf, minOf, u64Max } from './math/fixed.js'
import { transferKeepingAlive } from './money.js'
import { appendNeuron, replaceNeuron, weakestUid } from './neurons.js'
import { buyAlpha } from './pool.js'
import type { Reading } from './reading.js'
import { refuse, required } from './refusal.js'
import { burnBounds } from './registration-price.js'
import { follows } from './spec.js'
import { hotkeysOf, root, subnetExists, uidOf } from './subnets.js'
import { leaveFee } from './swap-fees.js'

/** burned_register, and register, whose proof of work counts for nothing any more. */
export function burnedRegister(
  ctx: CallContext,
  { netuid, hotkey }: { readonly netuid: number; readonly hotkey: string },
): void {
  register(ctx, ensureSigned(ctx), netuid, hotkey)
}

/** faucet: gives nothing where the chain was not built for it. */
export function refuseFaucet(): void {
  refuse(true, 'FaucetDisabled')
}

/** register_limit: burned_register with a highest price, rao. */
export function registerLimit(
  ctx: CallContext,
  args: { readonly netuid: number; readonly hotkey: string; readonly limit_price: bigint },
): void {
  const coldkey = ensureSigned(ctx)
  const tooDear = args.limit_price < ctx.state.SubtensorModule.Burn.get(args.netuid)
  const isSubnet = args.netuid !== root && subnetExists(ctx, args.netuid)
  refuse(isSubnet && tooDear, 'RegistrationPriceLimitExceeded')
  register(ctx, coldkey, args.netuid, args.hotkey)
}

function register(ctx: BlockContext, coldkey: string, netuid: number, hotkey: string): void {
  const { SubtensorModule: subtensor } = ctx.state
  const burn = subtensor.Burn.get(netuid)
  refuse(netuid === root, 'RegistrationNotPermittedOnRootSubnet')
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  refuse(!subtensor.NetworkRegistrationAllowed.get(netuid), 'SubNetRegistrationDisabled')
  if (!follows(ctx, 'risingBurn')) requireRoomInInterval(ctx, netuid)
  refuse(uidOf(ctx, netuid, hotkey) !== undefined, 'HotKeyAlreadyRegisteredInSubNet')
  refuse(spendableBalance(ctx, coldkey, 'allow') < burn, 'NotEnoughBalanceToStake')
  claimHotkey(ctx, coldkey, hotkey)
  const uid = freeUid(ctx, netuid)

  payBurn(ctx, coldkey, netuid, burn)
  if (uid === 'append') appendNeuron(ctx, netuid, hotkey)
  else replaceNeuron(ctx, netuid, uid, hotkey)
  if (follows(ctx, 'risingBurn')) bumpPrice(ctx, netuid, burn)
  countRegistration(ctx, netuid)
  recycleBurn(ctx, netuid, burn)
  ctx.deposit('SubtensorModule', 'NeuronRegistered', [netuid, uidOf(ctx, netuid, hotkey) ?? 0, hotkey])
}

function freeUid(ctx: Reading, netuid: number): number | 'append' {
  const { MaxAllowedUids, SubnetworkN } = ctx.state.SubtensorModule
  const most = MaxAllowedUids.get(netuid)
  refuse(most === 0, 'NoNeuronIdAvailable')
  if (SubnetworkN.get(netuid) < most) return 'append'
  return required(weakestUid(ctx, netuid), 'NoNeuronIdAvailable')
}

/** The price buys alpha from the pool, which is destroyed: the alpha left is worth more. */
function payBurn(ctx: BlockContext, coldkey: string, netuid: number, burn: bigint): void {
  const { SubnetAlphaOut } = ctx.state.SubtensorModule
  const paid = transferKeepingAlive(ctx, coldkey, subnetAccount(netuid), burn)
  const bought = buyAlpha(ctx, netuid, paid)
  leaveFee(ctx, netuid, bought.fee)
  SubnetAlphaOut.set(netuid, maxOf(SubnetAlphaOut.get(netuid) - bought.paidOut, 0n))
}

/** The sum of all prices, whether or not they were paid to the last rao. */
function recycleBurn(ctx: BlockContext, netuid: number, burn: bigint): void {
  const { RAORecycledForRegistration } = ctx.state.SubtensorModule
  const total = minOf(RAORecycledForRegistration.get(netuid) + burn, u64Max)
  RAORecycledForRegistration.set(netuid, total)
  ctx.deposit('SubtensorModule', 'RAORecycledForRegistrationSet', [netuid, total])
}

function bumpPrice(ctx: BlockContext, netuid: number, burn: bigint): void {
  const { Burn, BurnIncreaseMult } = ctx.state.SubtensorModule
  Burn.set(netuid, bumpedBurn(burn, BurnIncreaseMult.get(netuid), burnBounds(ctx, netuid)))
}

/** Registrations of an interval are counted where the price follows their number, and on root. */
function countRegistration(ctx: BlockContext, netuid: number): void {
  const { RegistrationsThisBlock, RegistrationsThisInterval, BurnRegistrationsThisInterval } =
    ctx.state.SubtensorModule
  const ofInterval = follows(ctx, 'risingBurn')
    ? []
    : [RegistrationsThisInterval, BurnRegistrationsThisInterval]
  for (const counter of [RegistrationsThisBlock, ...ofInterval]) {
    counter.set(netuid, counter.get(netuid) + 1)
  }
}

/** Limits of registrations in a block, and in an interval to three times its target. */
function requireRoomInInterval({ state: { SubtensorModule } }: Reading, netuid: number): void {
  const ofBlock = SubtensorModule.RegistrationsThisBlock.get(netuid)
  refuse(ofBlock >= SubtensorModule.MaxRegistrationsPerBlock.get(netuid), 'TooManyRegistrationsThisBlock')
  const ofInterval = SubtensorModule.RegistrationsThisInterval.get(netuid)
  const most = 3 * SubtensorModule.TargetRegistrationsPerInterval.get(netuid)
  refuse(ofInterval >= most, 'TooManyRegistrationsThisInterval')
}

/** Seats of the root network. */
const rootSeats = 64

/** root_register, for any hotkey: a free seat, or the seat of the member with the lowest stake if that is lower. */
export function rootRegister(ctx: CallContext, { hotkey }: { readonly hotkey: string }): void {
  refuse(!subnetExists(ctx, root), 'RootNetworkDoesNotExist')
  const coldkey = ensureSigned(ctx)
  const { SubtensorModule: subtensor } = ctx.state
  requireRoomInInterval(ctx, root)
  refuse(uidOf(ctx, root, hotkey) !== undefined, 'HotKeyAlreadyRegisteredInSubNet')
  createHotkey(ctx, coldkey, hotkey)
  const seat = rootSeat(ctx, hotkey)

  const uid = seat === 'append' ? appendNeuron(ctx, root, hotkey) : seat
  if (seat !== 'append') replaceNeuron(ctx, root, seat, hotkey)
  subtensor.Delegates.set(hotkey, subtensor.Delegates.get(hotkey))
  subtensor.RegistrationsThisBlock.set(root, subtensor.RegistrationsThisBlock.get(root) + 1)
  subtensor.RegistrationsThisInterval.set(root, subtensor.RegistrationsThisInterval.get(root) + 1)
  ctx.deposit('SubtensorModule', 'NeuronRegistered', [root, uid, hotkey])
}

function rootSeat(ctx: Reading, hotkey: string): number | 'append' {
  const seats = Math.min(rootSeats, ctx.state.SubtensorModule.MaxAllowedUids.get(root))
  const members = hotkeysOf(ctx, root).map((member, uid) => ({ uid, stake: hotkeyStake(ctx, member, root) }))
  if (members.length < seats) return 'append'
  const lowest = members.reduce((low, member) => (member.stake < low.stake ? member : low))
  refuse(hotkeyStake(ctx, hotkey, root) <= lowest.stake, 'StakeTooLowForRoot')
  return lowest.uid
}
