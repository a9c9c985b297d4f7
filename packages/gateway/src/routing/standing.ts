import type { Candidate } from '../model.js'

/** Share of right answers that is expected of a miner about which nothing is known but its pay. */
export type Standing = (miner: Candidate) => number

/** Bounds of it: pay is no measurement, and the unpaid may be new. */
const [lowest, highest] = [0.05, 0.9]

/**
 * Standings by what the last epoch paid: half for the mean pay, and less for less. Half for everyone where nobody was paid. Validators
 * have judged those miners for many rounds, so their word counts until the gateway knows more.
 */
export function standings(miners: readonly Candidate[]): Standing {
  const mean = miners.reduce((sum, { incentive }) => sum + incentive, 0) / Math.max(1, miners.length)
  if (mean === 0) return () => 0.5
  return ({ incentive }) => Math.min(highest, Math.max(lowest, incentive / (incentive + mean)))
}
