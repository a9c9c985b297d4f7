/** Bounds within which a share of right answers is believed, so that no miner outweighs all others for good. */
const [lowest, highest] = [0.02, 0.98]

/** Weight of a miner whose answers are right in such a share: its log-odds, a trace at least. */
export function weightOf(skill: number): number {
  const share = Math.min(highest, Math.max(lowest, skill))
  return Math.max(0.01, Math.log(share / (1 - share)))
}

/** The weight of a miner that is always right. */
export const mostWeight = weightOf(1)
