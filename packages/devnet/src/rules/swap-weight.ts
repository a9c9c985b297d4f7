import { type Weight, weightOf } from '../weights/weight.js'
import type { Reading } from './reading.js'
import { holders } from './shares.js'
import { follows } from './spec.js'
import { allNetworks, mechanismIndices, root, uidOf } from './subnets.js'

/** Reads and writes of storage that a swap of a hotkey reports as its weight, in the order of the swap's steps. */
export class SwapAccesses {
  // Its checks, and the last blocks of the hotkey.
  #reads = 7
  #writes = 3

  get weight(): Weight {
    return weightOf(0, 0, this.#reads, this.#writes)
  }

  add(reads: number, writes = 0): void {
    this.#reads += reads
    this.#writes += writes
  }
}

interface Swap {
  readonly coldkey: string
  readonly from: string
  readonly to: string
}

/** Counts a swap on one network, without what the network itself takes. */
export function countSingle(ctx: Reading, swap: Swap, accesses: SwapAccesses): void {
  const owned = ctx.state.SubtensorModule.OwnedHotkeys.get(swap.coldkey)
  accesses.add(follows(ctx, 'ownSwap') ? 6 : 7, 1)
  accesses.add(1, 1)
  if (!owned.includes(swap.to)) accesses.add(1, 1)
  if (follows(ctx, 'swapPause')) accesses.add(5)
  accesses.add(0, 2)
}

/** Counts a swap on all networks, without what the networks themselves take; `paused` are those that it is limited on. */
export function countEverywhere(ctx: Reading, swap: Swap, paused: number, accesses: SwapAccesses): void {
  const { Delegates, StakingHotkeys } = ctx.state.SubtensorModule
  const networks = allNetworks(ctx).length
  const held = holders(ctx, swap.from)
  const listed = new Set(
    held.map(({ coldkey }) => coldkey).filter((who) => StakingHotkeys.get(who).includes(swap.from)),
  )
  if (follows(ctx, 'swapPause')) accesses.add(2 * networks + 1 + paused, paused)
  if (follows(ctx, 'ownSwap')) accesses.add(5 * networks)
  // The price, the owner's entries, the last blocks of the old hotkey, and the coldkey's own.
  accesses.add(3 + 2 + 3, 2 + 2 + 6 + 1)
  accesses.add(held.length)
  if (Delegates.has(swap.from)) accesses.add(2, 2)
  accesses.add(held.length, listed.size)
}

/** Counts what the swap does on one network, before it does it. */
export function countNetwork(ctx: Reading, netuid: number, { from, to }: Swap, accesses: SwapAccesses): void {
  const { SubtensorModule: subtensor } = ctx.state
  accesses.add(1, 2)
  if (uidOf(ctx, netuid, from) !== undefined) countSeat(ctx, netuid, from, accesses)
  const isNewer = follows(ctx, 'swapPause')
  if (isNewer && subtensor.ChildkeyTake.has(from, netuid)) accesses.add(1, 2)
  countRelations(ctx, netuid, from, to, accesses)
  if (subtensor.SubnetOwnerHotkey.has(netuid)) {
    accesses.add(1, subtensor.SubnetOwnerHotkey.get(netuid) === from ? 1 : 0)
  }
  // Figures of the last epoch, dividends and voting power.
  accesses.add(6, 6)
  const held = holders(ctx, from)
  accesses.add(held.length, held.length)
  for (const { coldkey } of held.filter((one) => one.netuid === netuid)) {
    const listed = subtensor.StakingHotkeys.get(coldkey)
    accesses.add(3, listed.includes(from) && !listed.includes(to) ? 3 : 2)
  }
  if (netuid === root) countClaims(ctx, from, to, accesses)
}

function countSeat(ctx: Reading, netuid: number, from: string, accesses: SwapAccesses): void {
  const { Prometheus, Axons, NeuronCertificates, WeightCommits } = ctx.state.SubtensorModule
  accesses.add(1, 3)
  const moved = [Prometheus, Axons, NeuronCertificates].filter((item) => item.has(netuid, from)).length
  const commits = mechanismIndices(ctx, netuid).filter((index) => WeightCommits.has(index, from)).length
  accesses.add(moved + commits, 2 * (moved + commits))
}

function countRelations(
  ctx: Reading,
  netuid: number,
  from: string,
  to: string,
  accesses: SwapAccesses,
): void {
  const { ChildKeys, ParentKeys, PendingChildKeys } = ctx.state.SubtensorModule
  accesses.add(2, 2)
  for (const item of [ChildKeys, ParentKeys]) {
    const [moved, own] = [from, to].map((hotkey) => item.get(hotkey, netuid).map(([, relative]) => relative))
    accesses.add(moved!.length, moved!.length)
    const either = new Set([...moved!, ...own!]).size
    accesses.add(1 + either, 1 + either)
  }
  if (PendingChildKeys.has(netuid, from)) accesses.add(1, 2)
  for (const [, [children]] of PendingChildKeys.entries(netuid)) {
    accesses.add(1)
    if (children.some(([, child]) => child === from)) accesses.add(1, 2)
  }
}

function countClaims(ctx: Reading, from: string, to: string, accesses: SwapAccesses): void {
  const { RootClaimable, RootClaimed } = ctx.state.SubtensorModule
  accesses.add(3, 2)
  const networks = new Set(
    [from, to].flatMap((hotkey) => RootClaimable.get(hotkey).map(([netuid]) => netuid)),
  )
  for (const netuid of networks) {
    const claimed = [...RootClaimed.keys(netuid, from)].length
    accesses.add(3 * claimed, 2 * claimed)
  }
}
