import type { Reading, Writing } from './reading.js'
import { refuse } from './refusal.js'

const palletIdPrefix = Buffer.from('modl' + 'subtensr').toString('hex')

/** The account that holds a network's TAO: the sub-account of the pallet id "subtensr" for its netuid. */
export function subnetAccount(netuid: number): string {
  const id = Buffer.alloc(2)
  id.writeUInt16LE(netuid)
  return `0x${(palletIdPrefix + id.toString('hex')).padEnd(64, '0')}`
}

/** The account that holds what registrations of networks in the queue have paid; no netuid has it. */
export const registrationEscrow = `0x${(palletIdPrefix + Buffer.from('register').toString('hex')).padEnd(64, '0')}`

export const isSystemAccount = (account: string): boolean => account.startsWith(`0x${palletIdPrefix}`)

export const hotkeyExists = (ctx: Reading, hotkey: string): boolean =>
  ctx.state.SubtensorModule.Owner.has(hotkey)

/** Owner coldkey of a hotkey. */
export const ownerOf = (ctx: Reading, hotkey: string): string => ctx.state.SubtensorModule.Owner.get(hotkey)

/** Makes the coldkey the owner of a free hotkey; refuses if another coldkey owns it. */
export function claimHotkey(ctx: Writing, coldkey: string, hotkey: string): void {
  createHotkey(ctx, coldkey, hotkey)
  refuse(ownerOf(ctx, hotkey) !== coldkey, 'NonAssociatedColdKey')
}

/** Makes the coldkey the owner of a hotkey without an owner. */
export function createHotkey(ctx: Writing, coldkey: string, hotkey: string): void {
  refuse(isSystemAccount(hotkey), 'CannotUseSystemAccount')
  if (hotkeyExists(ctx, hotkey)) return
  const { Owner, OwnedHotkeys } = ctx.state.SubtensorModule
  Owner.set(hotkey, coldkey)
  OwnedHotkeys.set(coldkey, withMember(OwnedHotkeys.get(coldkey), hotkey))
  rememberStaker(ctx, coldkey, hotkey)
}

/** Lists the hotkey among those that the coldkey stakes on. */
export function rememberStaker(ctx: Writing, coldkey: string, hotkey: string): void {
  const { StakingHotkeys } = ctx.state.SubtensorModule
  const known = StakingHotkeys.get(coldkey)
  if (!known.includes(hotkey)) StakingHotkeys.set(coldkey, [...known, hotkey])
}

const withMember = (list: readonly string[], member: string): string[] =>
  list.includes(member) ? [...list] : [...list, member]
