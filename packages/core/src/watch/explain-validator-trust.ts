import { distance } from './history.js'
import { consensusWithoutSilent, type SilentStake, silentStakeOf } from './silent-stake.js'
import type { WatchNeuron, WatchSnapshot } from './snapshot.js'

/** Causes for which a validator loses validator trust. */
export const trustCauses = ['silent-stake', 'stale', 'late', 'persistent', 'other-tasks'] as const

/** One of {@link trustCauses}. */
export type TrustCause = (typeof trustCauses)[number]

/** A uid to which the validator gives more than consensus. */
export interface ClippedWeight {
  readonly uid: number
  readonly hotkey: string
  /** Share of the validator's weights. */
  readonly share: number
  /** Share of consensus, to which the chain cuts it. */
  readonly consensus: number
}

/** The validator trust of a validator, taken apart. Parts are shares of its weights. */
export interface ValidatorTrustReport {
  readonly block: number
  readonly uid: number
  readonly hotkey: string
  /** As the chain stores it, 0 to 1; 0 without a permit. */
  readonly vtrust: number
  /** From the row and the consensus of the snapshot; differs from `vtrust` if weights were set or masked since. */
  readonly computed: number
  readonly validatorPermit: boolean
  /** True if the row has weights for others. */
  readonly hasWeights: boolean
  /** Blocks since its last update. */
  readonly blocksSinceUpdate: number
  /** Parts of 1 - computed, which add up to it. */
  readonly losses: Readonly<Record<TrustCause, number>>
  /** Uids above consensus, the highest excess first. */
  readonly clipped: readonly ClippedWeight[]
  /** Permits without weights, whose stake votes against every miner. */
  readonly silent: SilentStake
  /** Uids that were registered after its last update and are paid by consensus. */
  readonly unknownMiners: readonly number[]
  /**
   * Slope of log weight over log consensus, over the uids that have both: above 1 its weights are steeper than those of the others,
   * below 1 flatter. Null with fewer than 4 such uids.
   */
  readonly steepness: number | null
  /** Median validator trust of the other validators; null without any. */
  readonly othersVtrust: number | null
  /** Distance (total variation) of its weights from consensus. */
  readonly distance: number
  /** Snapshots before this one that it could compare with. */
  readonly epochsCompared: number
}

/** Epochs over which an excess must have lasted to count as persistent. */
const persistentEpochs = 5

/**
 * Takes the validator trust of a hotkey apart, from the newest of some snapshots in order; with older ones it can tell late
 * weights and lasting differences from those of other tasks. Null if the hotkey is not in it.
 *
 * Validator trust is the sum of the lesser of weight and consensus over all uids, so the loss is the sum of what is above
 * consensus. Of that, in this order: `silent-stake` is what it would not lose if the permits without weights had no vote; `stale` is at most the consensus of miners that came after the last update; `late` is what the
 * same row lost less at the epoch after it was set; `persistent` is above consensus in each of the last epochs; the rest is
 * `other-tasks`: noise of its own sample.
 */
export function explainValidatorTrust(
  snapshots: readonly WatchSnapshot[],
  hotkey: string,
): ValidatorTrustReport | null {
  const snapshot = snapshots.at(-1)
  const own = snapshot?.neurons.find((neuron) => neuron.hotkey === hotkey)
  if (snapshot === undefined || own === undefined) return null
  const { neurons, block } = snapshot
  const row = sharesOf(own, neurons.length)
  const consensus = consensusOf(snapshot)
  const excess = excessOf(row, consensus)
  const total = sum(excess)
  const unknown = neurons.filter(
    ({ uid, registeredAt }) => uid !== own.uid && registeredAt > own.lastUpdate && consensus[uid]! > 0,
  )
  const past = snapshots.slice(0, -1).filter(({ neurons: then }) => isSame(then[own.uid], own))

  let rest = total
  const take = (amount: number) => {
    const taken = Math.min(rest, Math.max(0, amount))
    rest -= taken
    return taken
  }
  const silent = silentStakeOf(snapshot)
  const silentStake = take(silent.share === 0 ? 0 : lossToSilent(snapshot, row))
  const stale = take(unknown.reduce((lost, { uid }) => lost + consensus[uid]!, 0))
  const first = past.find((one) => one.block >= own.lastUpdate)
  const late = take(
    first === undefined ? 0 : total - silentStake - stale - sum(excessOf(row, consensusOf(first))),
  )
  const persistent = take(persistentExcess(past, own, excess))
  const others = neurons
    .filter(({ uid, validatorPermit, weights }) => uid !== own.uid && validatorPermit && weights.length > 0)
    .map(({ validatorTrust }) => validatorTrust / 65_535)
    .sort((one, other) => one - other)
  return {
    ...{ block, uid: own.uid, hotkey },
    vtrust: own.validatorTrust / 65_535,
    computed: sum(row) === 0 ? 0 : 1 - total,
    validatorPermit: own.validatorPermit,
    hasWeights: sum(row) > 0,
    blocksSinceUpdate: Math.max(0, block - own.lastUpdate),
    losses: { 'silent-stake': silentStake, stale, late, persistent, 'other-tasks': rest },
    clipped: neurons
      .filter(({ uid }) => excess[uid]! > 0)
      .map(({ uid, hotkey: miner }) => ({
        ...{ uid, hotkey: miner, share: row[uid]!, consensus: consensus[uid]! },
      }))
      .sort((one, other) => other.share - other.consensus - (one.share - one.consensus)),
    silent,
    unknownMiners: unknown.map(({ uid }) => uid),
    steepness: steepnessOf(row, consensus),
    othersVtrust: others[others.length >> 1] ?? null,
    distance: distance(row, consensus),
    epochsCompared: past.length,
  }
}

const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

function sharesOf({ uid, weights }: WatchNeuron, count: number): Float64Array {
  const row = new Float64Array(count)
  for (const [to, weight] of weights) if (to !== uid && to < count) row[to] = weight
  const total = sum(row)
  return total > 0 ? row.map((weight) => weight / total) : row
}

const consensusOf = ({ neurons }: WatchSnapshot): Float64Array =>
  Float64Array.from(neurons, ({ consensus }) => consensus / 65_535)

/** Weight above consensus; a difference of one step of 16 bits is none. */
const excessOf = (row: Float64Array, consensus: Float64Array): Float64Array =>
  row.map((share, uid) => {
    const above = share - (consensus[uid] ?? 0)
    return above > 2 / 65_535 ? above : 0
  })

/** Weight above consensus that would not be above it if the permits without weights had no vote. */
function lossToSilent(snapshot: WatchSnapshot, row: Float64Array): number {
  const { neurons } = snapshot
  const shares = neurons.map((neuron) => sharesOf(neuron, neurons.length))
  const { asIs, without } = consensusWithoutSilent(snapshot, shares)
  return sum(excessOf(row, asIs)) - sum(excessOf(row, without))
}

const isSame = (one: WatchNeuron | undefined, other: WatchNeuron): boolean =>
  one !== undefined && one.hotkey === other.hotkey && one.registeredAt === other.registeredAt

/** Excess that uids have had in each of the last epochs, in which the validator set its weights again. */
function persistentExcess(past: readonly WatchSnapshot[], own: WatchNeuron, excess: Float64Array): number {
  const before = past.slice(-persistentEpochs)
  const rows = new Set(before.map(({ neurons }) => JSON.stringify(neurons[own.uid]!.weights)))
  if (before.length < persistentEpochs || rows.size < 3) return 0
  const lasting = Float64Array.from(excess)
  for (const snapshot of before) {
    const { neurons } = snapshot
    const then = excessOf(sharesOf(neurons[own.uid]!, neurons.length), consensusOf(snapshot))
    for (const uid of lasting.keys()) lasting[uid] = Math.min(lasting[uid]!, then[uid] ?? 0)
  }
  return sum(lasting)
}

function steepnessOf(row: Float64Array, consensus: Float64Array): number | null {
  const points = [...row.entries()].flatMap(([uid, share]) =>
    share > 0 && consensus[uid]! > 0 ? [[Math.log(consensus[uid]!), Math.log(share)] as const] : [],
  )
  if (points.length < 4) return null
  const [x, y] = [0, 1].map((axis) => sum(points.map((point) => point[axis]!)) / points.length) as [
    number,
    number,
  ]
  const spread = sum(points.map(([at]) => (at - x) ** 2))
  return spread === 0 ? null : sum(points.map(([at, value]) => (at - x) * (value - y))) / spread
}
