import { ownerImmuneUids, type PruneCandidate, uidToPrune } from '@subnetkit/yuma'
import type { Reading, Writing } from './reading.js'
import { filled, hotkeysOf, mechanismIndices, ownerHotkeys, uidOf, withEntry } from './subnets.js'

/** Adds a hotkey at the next uid, which must be free. */
export function appendNeuron(ctx: Writing, netuid: number, hotkey: string): number {
  const { SubtensorModule: subtensor } = ctx.state
  const uid = subtensor.SubnetworkN.get(netuid)
  subtensor.SubnetworkN.set(netuid, uid + 1)
  clearResults(ctx, netuid, uid)
  seat(ctx, netuid, uid, hotkey)
  return uid
}

/** Gives a uid to another hotkey. The old one keeps its stake and loses everything else. */
export function replaceNeuron(ctx: Writing, netuid: number, uid: number, hotkey: string): void {
  const { SubtensorModule: subtensor } = ctx.state
  const old = subtensor.Keys.get(netuid, uid)
  subtensor.Uids.remove(netuid, old)
  subtensor.IsNetworkMember.remove(old, netuid)
  subtensor.Axons.remove(netuid, old)
  subtensor.Prometheus.remove(netuid, old)
  subtensor.NeuronCertificates.remove(netuid, old)
  subtensor.AssociatedEvmAddress.remove(netuid, uid)
  for (const index of mechanismIndices(ctx, netuid)) forgetWeights(ctx, netuid, index, uid)
  clearResults(ctx, netuid, uid)
  seat(ctx, netuid, uid, hotkey)
}

/** The uid that the next registration on the full subnet replaces. */
export function weakestUid(ctx: Reading, netuid: number): number | undefined {
  const { SubtensorModule: subtensor } = ctx.state
  const emission = subtensor.Emission.get(netuid)
  const spared = ownerSparedUids(ctx, netuid)
  const candidates = hotkeysOf(ctx, netuid).map(
    (_, uid): PruneCandidate => ({
      uid,
      emission: emission[uid] ?? 0n,
      registeredAt: subtensor.BlockAtRegistration.get(netuid, uid),
      ownerImmune: spared.has(uid),
    }),
  )
  return uidToPrune(candidates, {
    now: BigInt(ctx.block),
    immunityPeriod: BigInt(subtensor.ImmunityPeriod.get(netuid)),
    minNonImmune: subtensor.MinNonImmuneUids.get(netuid),
  })
}

/** Uids of the owner that are never pruned. */
export function ownerSparedUids(ctx: Reading, netuid: number): ReadonlySet<number> {
  const { SubnetOwnerHotkey, ImmuneOwnerUidsLimit, BlockAtRegistration } = ctx.state.SubtensorModule
  const ownerHotkey = SubnetOwnerHotkey.get(netuid)
  const owned = [...ownerHotkeys(ctx, netuid)].flatMap((hotkey) => {
    const uid = uidOf(ctx, netuid, hotkey)
    return uid === undefined ? [] : [{ uid, registeredAt: BlockAtRegistration.get(netuid, uid), hotkey }]
  })
  const ofColdkey = owned.filter(
    ({ hotkey }) =>
      ctx.state.SubtensorModule.Owner.get(hotkey) === ctx.state.SubtensorModule.SubnetOwner.get(netuid),
  )
  return ownerImmuneUids(ofColdkey, uidOf(ctx, netuid, ownerHotkey), ImmuneOwnerUidsLimit.get(netuid))
}

function seat(ctx: Writing, netuid: number, uid: number, hotkey: string): void {
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  subtensor.Keys.set(netuid, uid, hotkey)
  subtensor.Uids.set(netuid, hotkey, uid)
  subtensor.IsNetworkMember.set(hotkey, netuid, true)
  subtensor.BlockAtRegistration.set(netuid, uid, now)
  for (const index of mechanismIndices(ctx, netuid)) {
    const updates = filled(subtensor.LastUpdate.get(index), subtensor.SubnetworkN.get(netuid), 0n)
    subtensor.LastUpdate.set(index, withEntry(updates, uid, now, 0n))
  }
}

/** Results of past epochs at the uid; a new neuron counts as active until the next one. */
function clearResults(ctx: Writing, netuid: number, uid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  subtensor.Emission.set(netuid, withEntry(subtensor.Emission.get(netuid), uid, 0n, 0n))
  for (const item of [subtensor.Consensus, subtensor.Dividends, subtensor.ValidatorTrust]) {
    item.set(netuid, withEntry(item.get(netuid), uid, 0, 0))
  }
  // the next epoch writes one for a new uid
  const weights = subtensor.StakeWeight.get(netuid)
  if (uid < weights.length) subtensor.StakeWeight.set(netuid, withEntry(weights, uid, 0, 0))
  for (const index of mechanismIndices(ctx, netuid)) {
    subtensor.Incentive.set(index, withEntry(subtensor.Incentive.get(index), uid, 0, 0))
  }
  subtensor.ValidatorPermit.set(netuid, withEntry(subtensor.ValidatorPermit.get(netuid), uid, false, false))
  subtensor.Active.set(netuid, withEntry(subtensor.Active.get(netuid), uid, true, false))
}

/** Drops the uid's own rows; weights that others set on it become zero, the entry stays. */
function forgetWeights(ctx: Writing, netuid: number, index: number, uid: number): void {
  const { Weights, Bonds, SubnetworkN } = ctx.state.SubtensorModule
  Weights.remove(index, uid)
  Bonds.remove(index, uid)
  for (let other = 0; other < SubnetworkN.get(netuid); other++) {
    const row = Weights.get(index, other)
    if (!row.some(([target, value]) => target === uid && value !== 0)) continue
    Weights.set(
      index,
      other,
      row.map(([target, value]): [number, number] => [target, target === uid ? 0 : value]),
    )
  }
}
