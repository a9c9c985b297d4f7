import type { Incentive } from '../../scoreboard/policy.js'
import { minerKey, type ScoreEntry } from '../../scoreboard/scoreboard.js'
import { type Contender, rankField, type Standing } from './standing.js'

/** Scores of one version, and how they are paid. */
export interface VersionScores {
  readonly scores: readonly Pick<ScoreEntry, 'hotkey' | 'registeredAt' | 'score' | 'rounds'>[]
  readonly incentive: Incentive
}

/** Place of a miner by the active version, and by the one in its shadow. */
export interface ShadowChange extends Contender {
  readonly active: Standing
  readonly shadow: Standing
  /** Rounds that the shadow has scored. */
  readonly rounds: number
}

/** Changes that another version of the scoring would make. */
export interface ShadowComparison {
  /** Miners with a score by either, by the rank in the shadow. */
  readonly changes: readonly ShadowChange[]
  /** Miners whose rank differs. */
  readonly moved: number
  /** Spearman's rank correlation of the scores, in [-1, 1]; null with fewer than two miners, or where all have one score. */
  readonly spearman: number | null
  /** Share of this validator's weights that would go to other miners. */
  readonly shifted: number
}

/** Compares the scores of the active version with those in its shadow. */
export function compareShadow(
  contenders: readonly Contender[],
  active: VersionScores,
  shadow: VersionScores,
): ShadowComparison {
  const scored = new Map(shadow.scores.map((entry) => [minerKey(entry), entry]))
  const known = new Set([...active.scores, ...shadow.scores].map(minerKey))
  const miners = contenders.filter((miner) => known.has(minerKey(miner)))
  const [now, next] = [active, shadow].map(({ scores, incentive }) =>
    rankField(miners, new Map(scores.map((entry) => [minerKey(entry), entry.score])), incentive),
  )
  const changes = miners
    .map(({ uid, hotkey, registeredAt }) => {
      const miner = { uid, hotkey, registeredAt }
      const rounds = scored.get(minerKey(miner))?.rounds ?? 0
      return { ...miner, active: placeOf(now!.of(miner)!), shadow: placeOf(next!.of(miner)!), rounds }
    })
    .sort((one, other) => one.shadow.rank - other.shadow.rank || one.uid - other.uid)
  const shifts = changes.map((one) => Math.abs(one.shadow.share - one.active.share))
  return {
    changes,
    moved: changes.filter((one) => one.active.rank !== one.shadow.rank).length,
    spearman: correlationOf(
      meanRanks(changes.map((one) => one.active.score)),
      meanRanks(changes.map((one) => one.shadow.score)),
    ),
    shifted: shifts.reduce((sum, shift) => sum + shift, 0) / 2,
  }
}

const placeOf = ({ rank, score, share }: Standing): Standing => ({ rank, score, share })

/** Ranks in which equal values share the mean of theirs. */
function meanRanks(values: readonly number[]): number[] {
  const ordered = values.toSorted((left, right) => left - right)
  return values.map((value) => {
    const [first, last] = [ordered.indexOf(value), ordered.lastIndexOf(value)]
    return (first + last) / 2
  })
}

/** Pearson's correlation; null where one side does not vary. */
function correlationOf(left: readonly number[], right: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [ofLeft, ofRight] = [mean(left), mean(right)]
  let [both, squaresLeft, squaresRight] = [0, 0, 0]
  for (const [at, value] of left.entries()) {
    const [one, other] = [value - ofLeft, right[at]! - ofRight]
    both += one * other
    squaresLeft += one * one
    squaresRight += other * other
  }
  return squaresLeft === 0 || squaresRight === 0 ? null : both / Math.sqrt(squaresLeft * squaresRight)
}
