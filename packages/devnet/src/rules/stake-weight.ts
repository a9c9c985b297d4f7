import { inheritedStake } from '@subnetkit/yuma'
import { hotkeyStake } from './holdings.js'
import { clampU64, floor32, wideProportion32 } from './math/fixed.js'
import type { Reading } from './reading.js'
import { follows } from './spec.js'
import { root } from './subnets.js'

/** Stake that a hotkey counts with on a subnet, children and parents considered, rao. */
export interface InheritedStakes {
  readonly alpha: bigint
  /** Stake on root. */
  readonly tao: bigint
}

/** Reads both kinds of stake that a hotkey counts with. */
export function inheritedStakes(ctx: Reading, netuid: number, hotkey: string): InheritedStakes {
  const [alpha, tao] = inherited(ctx, netuid, hotkey, [netuid, root])
  return { alpha: alpha ?? 0n, tao: tao ?? 0n }
}

/** Alpha that a hotkey counts with on a subnet, children and parents considered, rao. */
export const inheritedAlpha = (ctx: Reading, netuid: number, hotkey: string): bigint =>
  inherited(ctx, netuid, hotkey, [netuid])[0] ?? 0n

/** Root stake that a hotkey counts with on a subnet, children and parents considered, rao. */
export const inheritedTao = (ctx: Reading, netuid: number, hotkey: string): bigint =>
  inherited(ctx, netuid, hotkey, [root])[0] ?? 0n

function inherited(ctx: Reading, netuid: number, hotkey: string, networks: readonly number[]): bigint[] {
  const own = networks.map((network) => hotkeyStake(ctx, hotkey, network))
  if (netuid === root) return own
  const { ChildKeys, ParentKeys } = ctx.state.SubtensorModule
  const children = ChildKeys.get(hotkey, netuid)
  const parents = ParentKeys.get(hotkey, netuid)
  // most hotkeys have neither
  if (children.length === 0 && parents.length === 0) return own
  const childProportions = children.map(([proportion]) => proportion)
  return networks.map((network, position) =>
    inheritedStake({
      own: own[position] ?? 0n,
      childProportions,
      parents: parents.map(([proportion, parent]) => ({
        proportion,
        stake: hotkeyStake(ctx, parent, network),
      })),
    }),
  )
}

/** TaoWeight as U96F32. */
export const taoWeight32 = (ctx: Reading): bigint =>
  wideProportion32(ctx.state.SubtensorModule.TaoWeight.get())

/** Alpha plus weighted root stake of a hotkey on a subnet, rao, floored. */
export function stakeWeight(ctx: Reading, netuid: number, hotkey: string): bigint {
  const { alpha, tao } = inheritedStakes(ctx, netuid, hotkey)
  return clampU64(alpha + floor32(tao * taoWeight32(ctx)))
}

/** True when the hotkey has the stake that setting weights and children asks for; owners always have. */
export function hasEnoughStake(ctx: Reading, netuid: number, hotkey: string): boolean {
  const { StakeThreshold, SubnetOwnerHotkey } = ctx.state.SubtensorModule
  if (SubnetOwnerHotkey.get(netuid) === hotkey && follows(ctx, 'ownerPermit')) return true
  return stakeWeight(ctx, netuid, hotkey) >= StakeThreshold.get()
}
