/** A round in the history of a miner. */
interface Played {
  readonly round: number
  readonly mean: number
}

/** Change from which on a miner's rounds were others than before. */
export interface TurningPoint {
  /** Last round of the time before, and the first one since. */
  readonly lastBefore: number
  readonly firstSince: number
  /** Means of the rounds. */
  readonly before: number
  readonly since: number
}

/** Change of the mean that is worth a sentence, standard errors that are no luck, and rounds on each side. */
const [leastChange, luck, leastRounds] = [0.15, 3, 3]

/**
 * Finds the round in which a miner changed most: the split of its history, oldest first, whose two parts differ most for their lengths.
 * Null if it did not change much.
 */
export function turningPoint(history: readonly Played[]): TurningPoint | null {
  let best: { readonly at: number; readonly spread: number } | null = null
  for (let at = leastRounds; at <= history.length - leastRounds; at++) {
    const difference = meanOf(history.slice(0, at)) - meanOf(history.slice(at))
    const spread = difference ** 2 * at * (history.length - at)
    if (best === null || spread > best.spread) best = { at, spread }
  }
  if (best === null) return null
  const [early, late] = [history.slice(0, best.at), history.slice(best.at)]
  const [before, since] = [meanOf(early), meanOf(late)]
  const spread = Math.sqrt(
    ([
      ...early.map(({ mean }) => (mean - before) ** 2),
      ...late.map(({ mean }) => (mean - since) ** 2),
    ].reduce((sum, square) => sum + square, 0) /
      (history.length - 2)) *
      (1 / early.length + 1 / late.length),
  )
  if (Math.abs(before - since) < Math.max(leastChange, luck * spread)) return null
  return { lastBefore: early.at(-1)!.round, firstSince: late[0]!.round, before, since }
}

const meanOf = (rounds: readonly Played[]): number =>
  rounds.reduce((sum, { mean }) => sum + mean, 0) / rounds.length
