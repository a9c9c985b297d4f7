import { ownerOf } from './accounts.js'
import { hotkeyStake } from './holdings.js'
import {
  div32,
  floor32,
  maxOf,
  minOf,
  mul32,
  one32,
  proportion32,
  saturatingSub,
  to32,
  wideProportion32,
} from './math/fixed.js'
import type { Reading } from './reading.js'
import { taoWeight32 } from './stake-weight.js'
import { root } from './subnets.js'

/** Split of a hotkey's dividends, rao: its parents in stored order, itself last. */
export interface DividendSplit {
  readonly parts: readonly (readonly [hotkey: string, amount: bigint])[]
  /** Taken out of circulation because parent and child have different owners. */
  readonly burned: bigint
}

/**
 * Shares a hotkey's dividends with the parents whose stake it used, in proportion to what each contributed.
 * From parents of other owners it keeps its take.
 */
export function splitWithParents(
  ctx: Reading,
  netuid: number,
  hotkey: string,
  dividends: bigint,
): DividendSplit {
  const { ChildKeys, ParentKeys, CKBurn } = ctx.state.SubtensorModule
  const parents = ParentKeys.get(hotkey, netuid)
  if (parents.length === 0) return { parts: [[hotkey, dividends]], burned: 0n }
  const contributions = parents.map(([proportion, parent]): [string, bigint] => [
    parent,
    mul32(weighted(ctx, netuid, parent), wideProportion32(proportion)),
  ])
  const given = ChildKeys.get(hotkey, netuid).reduce((sum, [part]) => sum + wideProportion32(part), 0n)
  const own = to32(floor32(mul32(weighted(ctx, netuid, hotkey), saturatingSub(one32, given))))
  const total = contributions.reduce((sum, [, amount]) => sum + amount, own)
  const take = childkeyTake(ctx, netuid, hotkey)
  const burnRate = wideProportion32(CKBurn.get())
  let remaining = to32(dividends)
  let takes = 0n
  let burned = 0n
  const parts = contributions.map(([parent, contribution]): [string, bigint] => {
    const share = minOf(mul32(to32(dividends), div32(contribution, total)), remaining)
    remaining -= share
    if (ownerOf(ctx, parent) === ownerOf(ctx, hotkey)) return [parent, floor32(share)]
    const burn = mul32(burnRate, share)
    const kept = minOf(mul32(take, share), share - burn)
    burned += floor32(burn)
    takes += kept
    return [parent, floor32(share - burn - kept)]
  })
  return { parts: [...parts, [hotkey, floor32(remaining + takes)]], burned }
}

/** Alpha and weighted root stake of a hotkey, U96F32 rao. */
function weighted(ctx: Reading, netuid: number, hotkey: string): bigint {
  const tao = mul32(to32(hotkeyStake(ctx, hotkey, root)), taoWeight32(ctx))
  return to32(hotkeyStake(ctx, hotkey, netuid)) + tao
}

function childkeyTake(ctx: Reading, netuid: number, hotkey: string): bigint {
  const { ChildkeyTake, MinChildkeyTake, MinChildkeyTakePerSubnet } = ctx.state.SubtensorModule
  const floor = Math.max(MinChildkeyTake.get(), MinChildkeyTakePerSubnet.get(netuid))
  return maxOf(proportion32(ChildkeyTake.get(hotkey, netuid)), proportion32(floor))
}
