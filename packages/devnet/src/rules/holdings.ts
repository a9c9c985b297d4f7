import type { StorageEntry } from '../state/state.js'
import { rememberStaker } from './accounts.js'
import { maxOf, minOf } from './math/fixed.js'
import { addStake, type Holding, holdingValue, removeStake } from './math/share-pool.js'
import type { Reading, Writing } from './reading.js'
import { ownShares, poolShares, shareEntries } from './shares.js'
import { root } from './subnets.js'

/** Holder of stake: a coldkey, through a hotkey, on a network. */
export interface Holder {
  readonly hotkey: string
  readonly coldkey: string
  readonly netuid: number
}

/** Stake of one coldkey on a hotkey, rao of the network's alpha (TAO on root). */
export const stakeOf = (ctx: Reading, holder: Holder): bigint => holdingValue(read(ctx, holder))

/** Stake of all coldkeys on a hotkey. */
export const hotkeyStake = (ctx: Reading, hotkey: string, netuid: number): bigint =>
  ctx.state.SubtensorModule.TotalHotkeyAlpha.get(hotkey, netuid)

/** Credits stake that is bought or moved by its holder; pool reserves and issuance are the caller's. */
export function creditStake(ctx: Writing, holder: Holder, amount: bigint): void {
  addHolding(ctx, holder, amount)
  if (holder.netuid !== root || amount === 0n) return
  moveRootClaims(ctx, holder, amount)
}

/** Takes stake that is sold or moved by its holder, at most what is there; pool reserves and issuance are the caller's. */
export function debitStake(ctx: Writing, holder: Holder, amount: bigint): void {
  const before = stakeOf(ctx, holder)
  removeHolding(ctx, holder, amount)
  if (holder.netuid === root && amount > 0n) moveRootClaims(ctx, holder, -minOf(amount, before))
}

/** Credits stake as it is: what root stake may claim stays with those who had it. */
export function addHolding(ctx: Writing, holder: Holder, amount: bigint): void {
  if (amount === 0n) return
  rememberStaker(ctx, holder.coldkey, holder.hotkey)
  change(ctx, holder, (holding) => addStake(holding, amount))
}

/** Takes stake away as it is, at most what is there. */
export function removeHolding(ctx: Writing, holder: Holder, amount: bigint): void {
  if (amount > 0n) change(ctx, holder, (holding) => removeStake(holding, amount))
}

export const hasRootStake = (ctx: Reading, coldkey: string): boolean =>
  ctx.state.SubtensorModule.StakingHotkeys.get(coldkey).some(
    (hotkey) => stakeOf(ctx, { hotkey, coldkey, netuid: root }) > 0n,
  )

/** Raises the stake of all who stake on the hotkey, in proportion. */
export function creditAllStakers(ctx: Writing, hotkey: string, netuid: number, amount: bigint): void {
  ctx.state.SubtensorModule.TotalHotkeyAlpha.update(hotkey, netuid, (value) => value + amount)
}

/**
 * Earnings of root stake are a rate per hotkey, minus the holder's debt: new stake counts as paid up to now, and removed
 * stake takes its part of the debt along.
 */
function moveRootClaims(ctx: Writing, { hotkey, coldkey }: Holder, amount: bigint): void {
  const { RootClaimable, RootClaimed } = ctx.state.SubtensorModule
  for (const [netuid, rate] of RootClaimable.get(hotkey)) {
    RootClaimed.update(netuid, hotkey, coldkey, (claimed) => maxOf(claimed + ((rate * amount) >> 32n), 0n))
  }
}

function read(ctx: Reading, holder: Holder): Holding {
  const { hotkey, netuid } = holder
  return {
    own: ownShares(ctx, holder),
    pool: { value: hotkeyStake(ctx, hotkey, netuid), shares: poolShares(ctx, hotkey, netuid) },
  }
}

/** Nothing left removes the entry. */
function change(ctx: Writing, holder: Holder, next: (holding: Holding) => Holding): void {
  const { own, pool } = shareEntries(ctx, holder)
  const value = ctx.state.SubtensorModule.TotalHotkeyAlpha.at(holder.hotkey, holder.netuid)
  const changed = next({ own: own.get(), pool: { value: value.get(), shares: pool.get() } })
  store(own, changed.own)
  store(value, changed.pool.value)
  store(pool, changed.pool.shares)
}

function store(entry: StorageEntry<bigint, bigint>, amount: bigint): void {
  if (amount === 0n) entry.remove()
  else entry.set(amount)
}
