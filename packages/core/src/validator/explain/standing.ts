import type { Metagraph } from '@subnetkit/chain'
import type { Incentive } from '../../scoreboard/policy.js'
import { type MinerIdentity, minerKey, type ScoreEntry } from '../../scoreboard/scoreboard.js'
import { weightsFrom } from '../../scoreboard/weights.js'
import type { ScoreChange } from '../../store/score-changes.js'

/** A miner that is registered. */
export interface Contender extends MinerIdentity {
  readonly uid: number
}

/** Place of a miner among the others. */
export interface Standing {
  /** From 1; miners of one score share the better rank. */
  readonly rank: number
  readonly score: number
  /** Share of what this validator's weights give to miners, in [0, 1]. */
  readonly share: number
}

/** Places of all miners by scores. */
export interface Field {
  readonly miners: readonly (Contender & Standing)[]
  of(miner: MinerIdentity): (Contender & Standing) | undefined
  /** Median of the scores. */
  readonly median: number
}

/** Difference of two scores below which they are a tie. */
const leastDifference = 1e-12

/** Ranks miners by their scores, and gives each its share as the weights of the subnet would. */
export function rankField(
  contenders: readonly Contender[],
  scores: ReadonlyMap<string, number>,
  incentive: Incentive,
): Field {
  const entries = contenders.map(
    (miner) => ({ ...miner, score: scores.get(minerKey(miner)) ?? 0 }) as Contender & ScoreEntry,
  )
  // Without an owner nothing is burned: these are the shares of what miners get.
  const metagraph = { neurons: contenders, ownerHotkey: null } as unknown as Metagraph
  const { uids, values } = weightsFrom(entries, metagraph, incentive, '')
  const sum = values.reduce((total, value) => total + value, 0)
  const weights = new Map(uids.map((uid, at) => [uid, values[at]!]))
  const ordered = entries.map(({ score }) => score).sort((left, right) => right - left)
  const ranks = new Map<number, number>()
  for (const [at, score] of ordered.entries()) {
    const before = ordered[at - 1]
    // Equal answers may differ in the last digits of a mean.
    const isTie = before !== undefined && before - score < leastDifference
    if (!ranks.has(score)) ranks.set(score, isTie ? ranks.get(before)! : at + 1)
  }
  const miners = entries
    .map(({ uid, hotkey, registeredAt, score }) => ({
      ...{ uid, hotkey, registeredAt, score, rank: ranks.get(score)! },
      share: sum === 0 ? 0 : (weights.get(uid) ?? 0) / sum,
    }))
    .sort((left, right) => left.rank - right.rank || left.uid - right.uid)
  const known = new Map(miners.map((miner) => [minerKey(miner), miner]))
  return { miners, of: (miner) => known.get(minerKey(miner)), median: medianOf(ordered) }
}

/** Median of numbers; 0 without any. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Scores as they were after a round, as far as the history that is kept tells. */
export function scoresAfter(
  round: number,
  now: readonly ScoreEntry[],
  changes: readonly ScoreChange[],
): ReadonlyMap<string, number> {
  const scores = new Map(now.map((entry) => [minerKey(entry), entry.score]))
  // Newest first: each change takes the score back to what it was before.
  for (const change of changes.toReversed()) {
    if (change.round <= round) break
    scores.set(minerKey(change), change.before ?? 0)
  }
  return scores
}
