import { inheritedStake } from '@subnetkit/yuma'
import { hotkeyStake } from './holdings.js'
import { clampU64, floor32, wideProportion32 } from './math/fixed.js'
import type { Reading } from './reading.js'
import { follows } from './spec.js'
import { root } from './subnets.js'

/** Alpha that a hotkey counts with on a subnet, children and parents considered, rao. */
export const inheritedAlpha = (ctx: Reading, netuid: number, hotkey: string): bigint =>
  inherited(ctx, netuid, hotkey, netuid)

/** Root stake that a hotkey counts with on a subnet, children and parents considered, rao. */
export const inheritedTao = (ctx: Reading, netuid: number, hotkey: string): bigint =>
  inherited(ctx, netuid, hotkey, root)

function inherited(ctx: Reading, netuid: number, hotkey: string, stakedOn: number): bigint {
  const own = hotkeyStake(ctx, hotkey, stakedOn)
  if (netuid === root) return own
  const { ChildKeys, ParentKeys } = ctx.state.SubtensorModule
  const children = ChildKeys.get(hotkey, netuid)
  const parents = ParentKeys.get(hotkey, netuid)
  // most hotkeys have neither
  if (children.length === 0 && parents.length === 0) return own
  return inheritedStake({
    own,
    childProportions: children.map(([proportion]) => proportion),
    parents: parents.map(([proportion, parent]) => ({
      proportion,
      stake: hotkeyStake(ctx, parent, stakedOn),
    })),
  })
}

/** TaoWeight as U96F32. */
export const taoWeight32 = (ctx: Reading): bigint =>
  wideProportion32(ctx.state.SubtensorModule.TaoWeight.get())

/** Alpha plus weighted root stake of a hotkey on a subnet, rao, floored. */
export function stakeWeight(ctx: Reading, netuid: number, hotkey: string): bigint {
  const tao = floor32(inheritedTao(ctx, netuid, hotkey) * taoWeight32(ctx))
  return clampU64(inheritedAlpha(ctx, netuid, hotkey) + tao)
}

/** True when the hotkey has the stake that setting weights and children asks for; owners always have. */
export function hasEnoughStake(ctx: Reading, netuid: number, hotkey: string): boolean {
  const { StakeThreshold, SubnetOwnerHotkey } = ctx.state.SubtensorModule
  if (SubnetOwnerHotkey.get(netuid) === hotkey && follows(ctx, 'ownerPermit')) return true
  return stakeWeight(ctx, netuid, hotkey) >= StakeThreshold.get()
}
