import type { WatchSubject } from './finding.js'
import type { WatchNeuron, WatchSnapshot } from './snapshot.js'

/** Rows closer than this are the same: the chain stores 16 bits. */
export const sameRow = 1e-9

/** One epoch, with rows of weights as shares. */
export interface Epoch {
  readonly snapshot: WatchSnapshot
  /** Uids with a permit, stake and weights for others. */
  readonly voters: readonly number[]
  /** Shares by uid that sum to 1, without the weight on itself; empty for who does not vote. */
  readonly rows: readonly Float64Array[]
  /** Voters whose weights differ from those of the epoch before. */
  readonly moved: ReadonlySet<number>
  /** Consensus of the chain as shares. */
  readonly consensus: Float64Array
}

/** Snapshots in order, prepared for the detectors. */
export interface History {
  readonly epochs: readonly Epoch[]
  neuron(at: number, uid: number): WatchNeuron
  subject(at: number, uid: number): WatchSubject
  /** Returns true if the uid belongs to the same registration at both epochs. */
  isSame(uid: number, at: number, other: number): boolean
  /** Row of a voter at an epoch; null where it had none, or the uid was another neuron's than at `asOf`. */
  row(uid: number, at: number, asOf: number): Float64Array | null
}

export function createHistory(snapshots: readonly WatchSnapshot[]): History {
  const epochs: Epoch[] = []
  const neuron = (at: number, uid: number) => snapshots[at]!.neurons[uid]!
  const isSame: History['isSame'] = (uid, at, other) => {
    const [one, two] = [snapshots[at]?.neurons[uid], snapshots[other]?.neurons[uid]]
    return one !== undefined && one.hotkey === two?.hotkey && one.registeredAt === two.registeredAt
  }
  const history: History = {
    epochs,
    neuron,
    isSame,
    subject(at, uid) {
      const { hotkey, coldkey } = neuron(at, uid)
      return { uid, hotkey, coldkey }
    },
    row(uid, at, asOf) {
      const row = epochs[at]?.rows[uid]
      return row === undefined || row.length === 0 || !isSame(uid, at, asOf) ? null : row
    },
  }
  for (const [at, snapshot] of snapshots.entries()) {
    const { neurons } = snapshot
    const rows = neurons.map((own) => rowOf(own, neurons.length))
    const voters = neurons.flatMap(({ uid }) => (rows[uid]!.length > 0 ? [uid] : []))
    const moved = new Set<number>()
    epochs.push({
      ...{ snapshot, voters, rows, moved },
      consensus: normalized(Float64Array.from(neurons, ({ consensus }) => consensus)),
    })
    for (const uid of voters) {
      const before = history.row(uid, at - 1, at)
      if (before === null || distanceKept(history, at, rows[uid]!, before) > sameRow) moved.add(uid)
    }
  }
  return history
}

function rowOf({ uid, validatorPermit, stake, weights }: WatchNeuron, count: number): Float64Array {
  if (!validatorPermit || stake <= 0) return new Float64Array()
  const row = new Float64Array(count)
  for (const [to, weight] of weights) if (to !== uid && to < count) row[to] = weight
  return row.some((weight) => weight > 0) ? normalized(row) : new Float64Array()
}

function normalized(row: Float64Array): Float64Array {
  const sum = row.reduce((total, value) => total + value, 0)
  return sum > 0 ? row.map((value) => value / sum) : row
}

/** Mean of the rows of all other voters by stake. */
export function meanWithout({ snapshot, voters, rows }: Epoch, without: number): Float64Array {
  const mean = new Float64Array(snapshot.neurons.length)
  for (const uid of voters) {
    if (uid === without) continue
    const { stake } = snapshot.neurons[uid]!
    for (const [to, share] of rows[uid]!.entries()) mean[to]! += share * stake
  }
  return normalized(mean)
}

/** Total variation distance of two rows, 0 to 1. */
export function distance(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let uid = 0; uid < Math.max(one.length, other.length); uid++) {
    sum += Math.abs((one[uid] ?? 0) - (other[uid] ?? 0))
  }
  return sum / 2
}

/** The same over miners that both epochs have: the chain itself takes replaced ones out of a row. */
function distanceKept(history: History, at: number, row: Float64Array, before: Float64Array): number {
  const keep = (values: Float64Array) =>
    normalized(values.map((share, uid) => (history.isSame(uid, at, at - 1) ? share : 0)))
  return distance(keep(row), keep(before))
}

/** Median of numbers; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
