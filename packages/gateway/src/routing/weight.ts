/** Bounds within which a share of right answers is believed, so that no miner outweighs all others for good. */
const [lowest, highest] = [0.02, 0.98]

/** Weight of a miner that is right in every second answer, and of worse ones in proportion: the better one of two always weighs more. */
const trace = 0.01

/** Weight of a miner whose answers are right in such a share: its log-odds, or a trace where more than half are wrong. */
export function weightOf(skill: number): number {
  const share = Math.min(highest, Math.max(lowest, skill))
  return Math.max(2 * trace * share, Math.log(share / (1 - share)))
}
