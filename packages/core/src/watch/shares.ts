import { type History, median } from './history.js'

/** Epochs of which the highest consensus counts: a validator that is late is no cheat. */
const lateEpochs = 8

/** Epochs for which fast and slow validators may disagree about a new miner. */
const settledEpochs = 15

interface Vote {
  readonly voter: number
  readonly share: number
  readonly stake: number
}

/** Shares that validators give, against consensus of the others. */
export interface Shares {
  /** Share of a voter's weights on these uids. */
  of(at: number, voter: number, uids: readonly number[]): number
  /** Consensus (the median by stake) without some voters on these uids: for each the highest of the last epochs. */
  agreed(at: number, uids: readonly number[], excluded: readonly number[]): number
  /** Returns true if a miner has been there for so long that slow validators know it, too. */
  isSettled(at: number, uid: number): boolean
  /** Median distance of the voters that are not excluded from the consensus of one epoch. */
  deviation(at: number, uids: readonly number[], excluded: readonly number[]): number
}

export function createShares(history: History): Shares {
  const { epochs } = history
  const sorted: (readonly Vote[] | undefined)[][] = epochs.map(() => [])
  const sums: (number | undefined)[] = []
  const blocks = epochs.map(({ snapshot }) => snapshot.block)
  const epochBlocks = median(blocks.slice(1).map((block, at) => block - blocks[at]!))

  /** Votes for a uid, the highest share first. */
  function votesFor(at: number, uid: number): readonly Vote[] {
    const { voters, rows, snapshot } = epochs[at]!
    const known = sorted[at]![uid]
    if (known !== undefined) return known
    const votes = voters.map((voter) => ({
      voter,
      share: rows[voter]![uid] ?? 0,
      stake: snapshot.neurons[voter]!.stake,
    }))
    votes.sort((one, other) => other.share - one.share)
    sorted[at]![uid] = votes
    return votes
  }

  function middle(at: number, uid: number, excluded: readonly number[]): number {
    const votes = votesFor(at, uid)
    let half = 0
    for (const { voter, stake } of votes) if (!excluded.includes(voter)) half += stake / 2
    let above = 0
    for (const { voter, share, stake } of votes) {
      if (excluded.includes(voter)) continue
      above += stake
      if (above >= half) return share
    }
    return 0
  }

  /** Sum of the medians of all uids: medians of rows that sum to 1 sum to less. */
  function sumAt(at: number): number {
    const known = sums[at]
    if (known !== undefined) return known
    const sum = epochs[at]!.snapshot.neurons.reduce((total, { uid }) => total + middle(at, uid, []), 0)
    sums[at] = sum > 0 ? sum : 1
    return sums[at] ?? 1
  }

  const of: Shares['of'] = (at, voter, uids) => {
    const row = epochs[at]!.rows[voter]!
    return uids.reduce((sum, uid) => sum + (row[uid] ?? 0), 0)
  }

  return {
    of,
    agreed(at, uids, excluded) {
      let total = 0
      for (const uid of uids) {
        let highest = 0
        for (let when = Math.max(0, at - lateEpochs); when <= at; when++) {
          if (history.isSame(uid, when, at)) {
            highest = Math.max(highest, middle(when, uid, excluded) / sumAt(when))
          }
        }
        total += highest
      }
      return total
    },
    isSettled(at, uid) {
      const { block, neurons } = epochs[at]!.snapshot
      return block - neurons[uid]!.registeredAt >= settledEpochs * epochBlocks
    },
    deviation(at, uids, excluded) {
      const agreed = uids.reduce((sum, uid) => sum + middle(at, uid, excluded) / sumAt(at), 0)
      const voters = epochs[at]!.voters.filter((voter) => !excluded.includes(voter))
      return median(voters.map((voter) => Math.abs(of(at, voter, uids) - agreed)))
    },
  }
}

/** Returns true if the row of a voter was set within the history, or is not older than it. */
export function isKnownRow(history: History, at: number, voter: number): boolean {
  if (at >= lateEpochs) return true
  const { lastUpdate } = history.neuron(at, voter)
  return lastUpdate > history.epochs[0]!.snapshot.block
}
