import { ownerImmuneUids, type PruneCandidate, uidToPrune } from '@subnetkit/yuma'
import type { Reading, Writing } from './reading.js'
import { follows } from './spec.js'
import { filled, hotkeysOf, mechanismIndices, ownerHotkeys, uidOf, withEntry } from './subnets.js'

/** Adds a hotkey at the next uid, which must be free. */
export function appendNeuron(ctx: Writing, netuid: number, hotkey: string): number {
  const { SubtensorModule: subtensor } = ctx.state
  const uid = subtensor.SubnetworkN.get(netuid)
  subtensor.SubnetworkN.set(netuid, uid + 1)
  startResults(ctx, netuid, uid)
  seat(ctx, netuid, uid, hotkey, true)
  return uid
}

/** Gives a uid to another hotkey. The old one keeps its stake and loses everything else. */
export function replaceNeuron(ctx: Writing, netuid: number, uid: number, hotkey: string): void {
  const { SubtensorModule: subtensor } = ctx.state
  const old = subtensor.Keys.get(netuid, uid)
  subtensor.Uids.remove(netuid, old)
  subtensor.IsNetworkMember.remove(old, netuid)
  subtensor.Axons.remove(netuid, old)
  if (follows(ctx, 'clearedEndpoints')) subtensor.Prometheus.remove(netuid, old)
  subtensor.NeuronCertificates.remove(netuid, old)
  subtensor.AssociatedEvmAddress.remove(netuid, uid)
  for (const index of mechanismIndices(ctx, netuid)) forgetWeights(ctx, netuid, index, uid)
  clearResults(ctx, netuid, uid)
  seat(ctx, netuid, uid, hotkey, follows(ctx, 'freshSeats'))
}

/** The uid that the next registration on the full subnet replaces. */
export function weakestUid(ctx: Reading, netuid: number): number | undefined {
  const { SubtensorModule: subtensor } = ctx.state
  const emission = subtensor.Emission.get(netuid)
  const scores = follows(ctx, 'sparedFew') ? [] : subtensor.PruningScores.get(netuid)
  const ownerHotkey = subtensor.SubnetOwnerHotkey.get(netuid)
  const spared = ownerSparedUids(ctx, netuid)
  const isSpared = (uid: number, hotkey: string) =>
    follows(ctx, 'sparedFew') ? spared.has(uid) : hotkey === ownerHotkey
  const candidates = hotkeysOf(ctx, netuid).map(
    (hotkey, uid): PruneCandidate => ({
      uid,
      emission: scores.length > 0 ? BigInt(scores[uid] ?? unscored) : (emission[uid] ?? 0n),
      registeredAt: subtensor.BlockAtRegistration.get(netuid, uid),
      ownerImmune: isSpared(uid, hotkey),
    }),
  )
  return uidToPrune(candidates, {
    now: BigInt(ctx.block),
    immunityPeriod: BigInt(subtensor.ImmunityPeriod.get(netuid)),
    minNonImmune: follows(ctx, 'sparedFew') ? subtensor.MinNonImmuneUids.get(netuid) : 0,
  })
}

/** Pruning score of a neuron without one. */
const unscored = 65_535

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

function seat(ctx: Writing, netuid: number, uid: number, hotkey: string, isUpdate: boolean): void {
  const { SubtensorModule: subtensor } = ctx.state
  const now = BigInt(ctx.block)
  subtensor.Keys.set(netuid, uid, hotkey)
  subtensor.Uids.set(netuid, hotkey, uid)
  subtensor.IsNetworkMember.set(hotkey, netuid, true)
  subtensor.BlockAtRegistration.set(netuid, uid, now)
  if (!isUpdate) return
  for (const index of mechanismIndices(ctx, netuid)) {
    const updates = filled(subtensor.LastUpdate.get(index), subtensor.SubnetworkN.get(netuid), 0n)
    subtensor.LastUpdate.set(index, withEntry(updates, uid, now, 0n))
  }
}

/** Nothing earned yet; a new neuron counts as active until the next epoch. */
function startResults(ctx: Writing, netuid: number, uid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  clearEarnings(ctx, netuid, uid)
  subtensor.ValidatorTrust.set(netuid, withEntry(subtensor.ValidatorTrust.get(netuid), uid, 0, 0))
  subtensor.ValidatorPermit.set(netuid, withEntry(subtensor.ValidatorPermit.get(netuid), uid, false, false))
}

/** Takes the results of past epochs from a uid that changes hands. */
function clearResults(ctx: Writing, netuid: number, uid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  if (follows(ctx, 'clearedPermits')) startResults(ctx, netuid, uid)
  else clearEarnings(ctx, netuid, uid)
  // the next epoch writes one for a new uid
  const weights = subtensor.StakeWeight.get(netuid)
  if (uid < weights.length && follows(ctx, 'clearedEndpoints')) {
    subtensor.StakeWeight.set(netuid, withEntry(weights, uid, 0, 0))
  }
}

function clearEarnings(ctx: Writing, netuid: number, uid: number): void {
  const { SubtensorModule: subtensor } = ctx.state
  subtensor.Emission.set(netuid, withEntry(subtensor.Emission.get(netuid), uid, 0n, 0n))
  for (const item of [subtensor.Consensus, subtensor.Dividends]) {
    item.set(netuid, withEntry(item.get(netuid), uid, 0, 0))
  }
  for (const index of mechanismIndices(ctx, netuid)) {
    subtensor.Incentive.set(index, withEntry(subtensor.Incentive.get(index), uid, 0, 0))
  }
  subtensor.Active.set(netuid, withEntry(subtensor.Active.get(netuid), uid, true, false))
}

/** Drops the uid's own rows; weights that others set on it become zero, the entry stays. */
function forgetWeights(ctx: Writing, netuid: number, index: number, uid: number): void {
  const { Weights, Bonds, SubnetworkN } = ctx.state.SubtensorModule
  Bonds.remove(index, uid)
  if (!follows(ctx, 'clearedWeights')) return
  Weights.remove(index, uid)
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
