import type { Reading } from './reading.js'

/** The root network: stake on it is TAO, it has no epoch. */
export const root = 0

const mechanismStep = 4096

/** Storage index of the weights, bonds, incentive and last updates of one mechanism of a subnet. */
export const storageIndex = (netuid: number, mechanism: number): number => mechanism * mechanismStep + netuid

/** Subnet of a storage index. */
export const netuidOf = (index: number): number => index % mechanismStep

/** All networks in the order in which the chain walks them: raw storage keys, so little-endian netuids. */
export function allNetworks(ctx: Reading): number[] {
  const added: number[] = []
  for (const [[netuid], exists] of ctx.state.SubtensorModule.NetworksAdded.entries()) {
    if (exists) added.push(netuid)
  }
  return added.sort((a, b) => littleEndian(a) - littleEndian(b))
}

const littleEndian = (netuid: number): number => ((netuid & 0xff) << 8) | (netuid >> 8)

/** All networks but root. */
export const allSubnets = (ctx: Reading): number[] => allNetworks(ctx).filter((netuid) => netuid !== root)

export const subnetExists = (ctx: Reading, netuid: number): boolean =>
  ctx.state.SubtensorModule.NetworksAdded.get(netuid)

/** Storage indices of all mechanisms of a subnet, in order. */
export function mechanismIndices(ctx: Reading, netuid: number): number[] {
  const count = ctx.state.SubtensorModule.MechanismCountCurrent.get(netuid)
  return Array.from({ length: count }, (_, mechanism) => storageIndex(netuid, mechanism))
}

export const mechanismExists = (ctx: Reading, netuid: number, mechanism: number): boolean =>
  subnetExists(ctx, netuid) && mechanism < ctx.state.SubtensorModule.MechanismCountCurrent.get(netuid)

/** Uid of a hotkey, undefined when it is not registered on the subnet. */
export const uidOf = (ctx: Reading, netuid: number, hotkey: string): number | undefined =>
  ctx.state.SubtensorModule.Uids.get(netuid, hotkey)

/** Hotkeys by uid. */
export function hotkeysOf(ctx: Reading, netuid: number): string[] {
  const count = ctx.state.SubtensorModule.SubnetworkN.get(netuid)
  return Array.from({ length: count }, (_, uid) => ctx.state.SubtensorModule.Keys.get(netuid, uid))
}

/** Hotkeys that belong to the owner: registered here under the owner's coldkey, and the owner hotkey itself. */
export function ownerHotkeys(ctx: Reading, netuid: number): Set<string> {
  const { SubnetOwner, SubnetOwnerHotkey, OwnedHotkeys } = ctx.state.SubtensorModule
  const registered = OwnedHotkeys.get(SubnetOwner.get(netuid)).filter(
    (hotkey) => uidOf(ctx, netuid, hotkey) !== undefined,
  )
  return new Set([...registered, SubnetOwnerHotkey.get(netuid)])
}

/** A copy of a list with one entry replaced; shorter lists are filled up first. */
export function withEntry<T>(list: readonly T[], position: number, value: T, filler: T): T[] {
  const next = [...list]
  while (next.length <= position) next.push(filler)
  next[position] = value
  return next
}

/** A copy of a list of at least so many entries. */
export function filled<T>(list: readonly T[], length: number, filler: T): T[] {
  const next = [...list]
  while (next.length < length) next.push(filler)
  return next
}
