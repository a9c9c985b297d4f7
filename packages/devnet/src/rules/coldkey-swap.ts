import { toHex } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { type CallContext, ensureRoot, ensureSigned } from '../runtime/context.js'
import { spendableBalance, withdraw } from '../runtime/currency.js'
import { constantOf } from '../schema/constant.js'
import type { CallArgs } from '../schema/schema.js'
import { account as accountType } from '../schema/types/common.js'
import type { RuntimeCall } from '../schema/types/outer.js'
import type { Reading } from './reading.js'
import { refuse, type SubtensorError } from './refusal.js'
import { swapColdkey } from './swap-coldkey.js'

const swapCost = constantOf('SubtensorModule', 'KeySwapCost')

/** The swap's cost is recycled: it leaves the issuance. */
function charge(ctx: CallContext, coldkey: string, cost: bigint): void {
  if (cost === 0n) return
  refuse(spendableBalance(ctx, coldkey, 'keep') < cost, 'NotEnoughBalanceToPaySwapColdKey')
  withdraw(ctx, coldkey, cost, 'keep')
  ctx.state.SubtensorModule.TotalIssuance.update((issuance) => (issuance > cost ? issuance - cost : 0n))
}

const announcementOf = (ctx: CallContext, coldkey: string): readonly [when: number, hash: string] =>
  ctx.state.SubtensorModule.ColdkeySwapAnnouncements.get(coldkey) ??
  ctx.fail('SubtensorModule', 'ColdkeySwapAnnouncementNotFound')

/** announce_coldkey_swap: a coldkey says, by hash, who takes its place after a delay. */
export function announceColdkeySwap(
  ctx: CallContext,
  { new_coldkey_hash }: CallArgs<'SubtensorModule.announce_coldkey_swap'>,
): void {
  const who = ensureSigned(ctx)
  const { ColdkeySwapAnnouncements, ColdkeySwapAnnouncementDelay, ColdkeySwapReannouncementDelay } =
    ctx.state.SubtensorModule
  const before = ColdkeySwapAnnouncements.get(who)
  if (before === undefined) charge(ctx, who, swapCost)
  else refuse(ctx.block < before[0] + ColdkeySwapReannouncementDelay.get(), 'ColdkeySwapReannouncedTooEarly')
  ColdkeySwapAnnouncements.set(who, [ctx.block + ColdkeySwapAnnouncementDelay.get(), new_coldkey_hash])
  ctx.deposit('SubtensorModule', 'ColdkeySwapAnnounced', { who, new_coldkey_hash })
}

/** swap_coldkey_announced: carries out what was announced. */
export function swapColdkeyAnnounced(
  ctx: CallContext,
  { new_coldkey }: CallArgs<'SubtensorModule.swap_coldkey_announced'>,
): void {
  const who = ensureSigned(ctx)
  const [when, hash] = announcementOf(ctx, who)
  ctx.state.SubtensorModule.ColdkeySwapAnnouncements.remove(who)
  refuse(hash !== hashOfColdkey(new_coldkey), 'AnnouncedColdkeyHashDoesNotMatch')
  refuse(ctx.block < when, 'ColdkeySwapTooEarly')
  swapColdkey(ctx, who, new_coldkey)
}

export const hashOfColdkey = (coldkey: string): string => toHex(blake2b256(accountType.codec.enc(coldkey)))

/** schedule_swap_coldkey: the call before announcements, which every newer version refuses. */
export function refuseScheduledSwap(): void {
  refuse(true, 'Deprecated')
}

/** swap_coldkey: root replaces a coldkey at once. */
export function swapColdkeyByRoot(
  ctx: CallContext,
  { old_coldkey, new_coldkey, swap_cost }: CallArgs<'SubtensorModule.swap_coldkey'>,
): void {
  ensureRoot(ctx)
  charge(ctx, old_coldkey, swap_cost)
  swapColdkey(ctx, old_coldkey, new_coldkey)
  ctx.state.SubtensorModule.ColdkeySwapAnnouncements.remove(old_coldkey)
  ctx.state.SubtensorModule.ColdkeySwapDisputes.remove(old_coldkey)
}

/** dispute_coldkey_swap: freezes the account until root resets the swap. */
export function disputeColdkeySwap(ctx: CallContext): void {
  const coldkey = ensureSigned(ctx)
  const { ColdkeySwapAnnouncements, ColdkeySwapDisputes } = ctx.state.SubtensorModule
  refuse(!ColdkeySwapAnnouncements.has(coldkey), 'ColdkeySwapAnnouncementNotFound')
  refuse(ColdkeySwapDisputes.has(coldkey), 'ColdkeySwapAlreadyDisputed')
  ColdkeySwapDisputes.set(coldkey, ctx.block)
  ctx.deposit('SubtensorModule', 'ColdkeySwapDisputed', { coldkey })
}

/** reset_coldkey_swap: root takes announcement and dispute away. */
export function resetColdkeySwap(
  ctx: CallContext,
  { coldkey }: CallArgs<'SubtensorModule.reset_coldkey_swap'>,
): void {
  ensureRoot(ctx)
  ctx.state.SubtensorModule.ColdkeySwapAnnouncements.remove(coldkey)
  ctx.state.SubtensorModule.ColdkeySwapDisputes.remove(coldkey)
  ctx.deposit('SubtensorModule', 'ColdkeySwapReset', { who: coldkey })
}

/** clear_coldkey_swap_announcement: takes an announcement back that was due some time ago. */
export function clearColdkeySwap(ctx: CallContext): void {
  const who = ensureSigned(ctx)
  const { ColdkeySwapAnnouncements, ColdkeySwapReannouncementDelay } = ctx.state.SubtensorModule
  const [when] = announcementOf(ctx, who)
  refuse(ctx.block < when + ColdkeySwapReannouncementDelay.get(), 'ColdkeySwapClearTooEarly')
  ColdkeySwapAnnouncements.remove(who)
  ctx.deposit('SubtensorModule', 'ColdkeySwapCleared', { who })
}

const allowed = [
  'SubtensorModule.announce_coldkey_swap',
  'SubtensorModule.swap_coldkey_announced',
  'SubtensorModule.dispute_coldkey_swap',
  'SubtensorModule.clear_coldkey_swap_announcement',
  'MevShield.submit_encrypted',
]

/** Reason to keep a coldkey from a call: one that is about to be swapped does little else, a disputed one nothing. */
export function coldkeySwapObjection(
  { state }: Pick<Reading, 'state'>,
  coldkey: string,
  { pallet, call }: RuntimeCall,
): SubtensorError | undefined {
  const { ColdkeySwapAnnouncements, ColdkeySwapDisputes } = state.SubtensorModule
  if (!ColdkeySwapAnnouncements.has(coldkey)) return undefined
  if (ColdkeySwapDisputes.has(coldkey)) return 'ColdkeySwapDisputed'
  return allowed.includes(`${pallet}.${call}`) ? undefined : 'ColdkeySwapAnnounced'
}
