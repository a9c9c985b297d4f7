import type { CallContext } from '../runtime/context.js'
import { constantOf } from '../schema/constant.js'
import type { CallArgs } from '../schema/schema.js'
import { ownerSparedUids } from './neurons.js'
import { adminOf, noteTransaction, requirePause, requireThaw } from './owner-access.js'
import type { Reading, Writing } from './reading.js'
import { refuse } from './refusal.js'
import { hotkeysOf, mechanismIndices, subnetExists } from './subnets.js'

/** Blocks between two trims of a subnet. */
const trimPause = ({ switches }: CallContext) => (switches.isFastBuild ? 1n : 216_000n)
/** Most of the neurons left, in percent, that may be immune. */
const mostImmune = constantOf('SubtensorModule', 'MaxImmuneUidsPercentage')

/** sudo_trim_to_max_allowed_uids: lowers MaxAllowedUids and drops the neurons with the lowest emission. */
export function trimToMaxUids(
  ctx: CallContext,
  { netuid, max_n: most }: CallArgs<'AdminUtils.sudo_trim_to_max_allowed_uids'>,
): void {
  const { MinAllowedUids, MaxAllowedUids } = ctx.state.SubtensorModule
  const admin = adminOf(ctx, netuid)
  requirePause(ctx, netuid, 'trim', trimPause(ctx), admin)
  requireThaw(ctx, netuid)
  refuse(!subnetExists(ctx, netuid), 'SubnetNotExists')
  refuse(most < MinAllowedUids.get(netuid) || most > MaxAllowedUids.get(netuid), 'InvalidValue')
  const kept = keptUids(ctx, netuid, most)
  MaxAllowedUids.set(netuid, most)
  keepOnly(ctx, netuid, kept)
  noteTransaction(ctx, netuid, 'trim', admin)
}

/** Uids that stay, in order: the immune and of the others those with the highest emission. */
function keptUids(ctx: Reading, netuid: number, most: number): number[] {
  const { Emission, BlockAtRegistration, ImmunityPeriod } = ctx.state.SubtensorModule
  const spared = ownerSparedUids(ctx, netuid)
  const emission = Emission.get(netuid)
  const youngest = BigInt(ctx.block) - BigInt(ImmunityPeriod.get(netuid))
  const uids = hotkeysOf(ctx, netuid).map((_, uid) => uid)
  if (uids.length <= most) return uids
  const isImmune = (uid: number) => spared.has(uid) || BlockAtRegistration.get(netuid, uid) > youngest
  const immune = uids.filter(isImmune)
  refuse(immune.length * 100 >= mostImmune * most, 'TrimmingWouldExceedMaxImmunePercentage')
  const byEmission = uids
    .filter((uid) => !isImmune(uid))
    .sort((a, b) => Number((emission[b] ?? 0n) - (emission[a] ?? 0n)) || a - b)
  return [...immune, ...byEmission.slice(0, most - immune.length)].sort((a, b) => a - b)
}

/** Removes all other neurons and closes the gaps: uids, and weights and bonds on them, move down. */
function keepOnly(ctx: Writing, netuid: number, kept: readonly number[]): void {
  const { SubtensorModule: subtensor } = ctx.state
  const before = hotkeysOf(ctx, netuid)
  if (kept.length === before.length) return
  const place = new Map(kept.map((uid, position) => [uid, position]))
  for (const [uid, hotkey] of before.entries()) {
    subtensor.Uids.remove(netuid, hotkey)
    subtensor.AssociatedEvmAddress.remove(netuid, uid)
    if (place.has(uid)) continue
    subtensor.IsNetworkMember.remove(hotkey, netuid)
    subtensor.Axons.remove(netuid, hotkey)
    subtensor.Prometheus.remove(netuid, hotkey)
    subtensor.NeuronCertificates.remove(netuid, hotkey)
    subtensor.AlphaDividendsPerSubnet.remove(netuid, hotkey)
  }
  const registered = kept.map((uid) => subtensor.BlockAtRegistration.get(netuid, uid))
  subtensor.Keys.clear(netuid)
  subtensor.BlockAtRegistration.clear(netuid)
  for (const [uid, old] of kept.entries()) {
    const hotkey = before[old] as string
    subtensor.Keys.set(netuid, uid, hotkey)
    subtensor.Uids.set(netuid, hotkey, uid)
    subtensor.BlockAtRegistration.set(netuid, uid, registered[uid] as bigint)
  }
  subtensor.SubnetworkN.set(netuid, kept.length)
  keepResults(ctx, netuid, kept)
  for (const index of mechanismIndices(ctx, netuid)) keepRows(ctx, index, kept, place)
}

function keepResults({ state: { SubtensorModule } }: Writing, netuid: number, kept: readonly number[]): void {
  const only = <T>(list: readonly T[], filler: T): T[] => kept.map((uid) => list[uid] ?? filler)
  const { Active, ValidatorPermit, Emission } = SubtensorModule
  Active.set(netuid, only(Active.get(netuid), false))
  ValidatorPermit.set(netuid, only(ValidatorPermit.get(netuid), false))
  Emission.set(netuid, only(Emission.get(netuid), 0n))
  for (const item of [
    SubtensorModule.Consensus,
    SubtensorModule.Dividends,
    SubtensorModule.StakeWeight,
    SubtensorModule.ValidatorTrust,
  ]) {
    item.set(netuid, only(item.get(netuid), 0))
  }
}

function keepRows(
  { state: { SubtensorModule } }: Writing,
  index: number,
  kept: readonly number[],
  place: ReadonlyMap<number, number>,
): void {
  const { Incentive, LastUpdate, Weights, Bonds } = SubtensorModule
  const incentive = Incentive.get(index)
  const updates = LastUpdate.get(index)
  Incentive.set(
    index,
    kept.map((uid) => incentive[uid] ?? 0),
  )
  LastUpdate.set(
    index,
    kept.map((uid) => updates[uid] ?? 0n),
  )
  for (const item of [Weights, Bonds]) {
    const rows = kept.map((uid) => item.get(index, uid))
    item.clear(index)
    for (const [uid, row] of rows.entries()) {
      const moved = row.flatMap(([target, value]): [number, number][] => {
        const at = place.get(target)
        return at === undefined ? [] : [[at, value]]
      })
      item.set(index, uid, moved)
    }
  }
}
