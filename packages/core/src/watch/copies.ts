import type { WeightCopierFinding } from './finding.js'
import { distance, type Epoch, type History, meanWithout, sameRow } from './history.js'

/** Something that weights can be copied from. */
export interface Source {
  readonly copied: WeightCopierFinding['copied']
  readonly uid: number | null
  /** Shares at an epoch, without those of the suspect; null where it had none. */
  row(at: number): Float64Array | null
}

/** Sources of a suspect at an epoch: consensus, the mean of all others, and each of them. */
export type SourcesOf = (at: number, uid: number) => Source[]

export function createSources(history: History): SourcesOf {
  const { epochs } = history
  const means = epochs.map(() => new Map<number, Float64Array>())

  function meanOf(epoch: Epoch, at: number, uid: number): Float64Array {
    const mean = means[at]!.get(uid) ?? without(meanWithout(epoch, uid), uid)
    means[at]!.set(uid, mean)
    return mean
  }

  return (at, uid) => [
    {
      ...{ copied: 'consensus', uid: null },
      row: (when) => (epochs[when] === undefined ? null : without(epochs[when].consensus, uid)),
    },
    {
      ...{ copied: 'mean', uid: null },
      row: (when) => (epochs[when] === undefined ? null : meanOf(epochs[when], when, uid)),
    },
    ...epochs[at]!.voters.filter((voter) => voter !== uid).map(
      (voter): Source => ({
        ...{ copied: 'validator', uid: voter },
        row: (when) => history.row(voter, when, at),
      }),
    ),
  ]
}

function without(shares: Float64Array, uid: number): Float64Array {
  const rest = 1 - (shares[uid] ?? 0)
  return shares.map((share, to) => (to === uid || rest <= 0 ? 0 : share / rest))
}

/** New weights against a source at one lag. */
export interface Comparison {
  readonly lag: number
  readonly distance: number
  /** Distance from the source at the nearest time at which it had other weights. */
  readonly otherwise: number
}

/** Compares the weights of an epoch with a source at each lag that can show a copy. */
export function compareLags(
  own: Float64Array,
  at: number,
  source: Source,
  mostLag: number,
): readonly Comparison[] {
  const rows = Array.from({ length: mostLag + 2 }, (_, lag) => source.row(at - lag))
  const distances = rows.map((row) => (row === null ? null : distance(own, row)))
  const states = statesOf(rows)
  return distances.slice(0, mostLag + 1).flatMap((near, lag) => {
    // A source that stood still shows no lag.
    if (near === null || (lag > 0 && states[0] === states[lag])) return []
    const others = distances.filter((far, other) => far !== null && states[other] !== states[lag])
    return others.length === 0 ? [] : [{ lag, distance: near, otherwise: Math.min(...(others as number[])) }]
  })
}

/** Numbers the states of a source backwards in time: the same number while it stood still. */
function statesOf(rows: readonly (Float64Array | null)[]): readonly number[] {
  let state = 0
  return rows.map((row, lag) => {
    const before = rows[lag - 1]
    if (lag > 0 && (!row || !before || distance(row, before) > sameRow)) state += 1
    return state
  })
}
