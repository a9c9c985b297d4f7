/** State of a detector of changes for the worse (CUSUM), and the answers since its last zero. */
export interface ChangeState<Label> {
  readonly sum: number
  readonly since: readonly Label[]
}

export const noChange: ChangeState<never> = { sum: 0, since: [] }

/** Share of right answers that a miner is held to at most: the best ones err, too. */
const highest = 0.9
const lowest = 0.1
/** Of its share, the part at which a miner counts as one that has changed: 0.5 of 0.9. */
const fallen = 5 / 9
const threshold = 3
/** Answers of a miner that are judged for each request, on which the threshold is set: more of them would raise more false alarms. */
const usualRate = 0.05
const mostSince = 50

/**
 * Adds an answer of a miner that is known to be right in `usual` of its answers. The sum grows with answers that speak for a fall
 * to 5/9 of that, and never goes below zero.
 */
export function addAnswer<Label extends { readonly right: boolean }>(
  { sum, since }: ChangeState<Label>,
  label: Label,
  usual: number,
): ChangeState<Label> {
  const good = Math.min(highest, Math.max(lowest, usual))
  const bad = good * fallen
  const step = label.right ? Math.log(bad / good) : Math.log((1 - bad) / (1 - good))
  const next = sum + step
  return next <= 0 ? noChange : { sum: next, since: [...since, label].slice(-mostSince) }
}

/**
 * Returns true once a fall is more likely than chance by the threshold. Chance crosses it once in e^threshold answers, so it rises with
 * the judged answers for each request: many of them find a fall as early with fewer false alarms.
 */
export const hasChanged = ({ sum }: ChangeState<unknown>, rate: number): boolean =>
  sum > threshold + Math.max(0, 2 * Math.log(rate / usualRate))
