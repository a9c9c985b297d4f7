import type { VectorPolicy } from './vector/vector-policy.js'

/** How one more round changes the score of a miner that was asked in it. Miners that were not asked keep theirs. */
export interface ScoreboardPolicy {
  readonly name: string
  /**
   * @param previous score before the round in [0, 1]; 0 for a newcomer
   * @param round mean score of the miner's tasks in this round, in [0, 1]; absent and malformed count 0
   */
  fold(previous: number, round: number): number
}

/** How scores become shares. Scores of 0 get a share of 0. */
export interface WeightPolicy {
  readonly name: string
  /** Same length as `scores`; non-negative, sums to 1, or all 0 when no score is positive. */
  shares(scores: readonly number[]): number[]
}

/** What a subnet pays for: how rounds add up, how scores become weights, how much is burned. */
export interface Incentive {
  readonly scoreboard: ScoreboardPolicy
  readonly weights: WeightPolicy
  /** Share of the weights that goes to the subnet owner's uid, whose pay the chain burns; 0 to 1. */
  readonly burn: number
  /** Limits of the vector: largest and smallest weight, quantile, own weight. @default none of them */
  readonly vector?: VectorPolicy
}
