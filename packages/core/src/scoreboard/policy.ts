import type { VectorPolicy } from './vector/vector-policy.js'

/** Updates the score of a miner that was queried in a round. Miners that were not queried keep theirs. */
export interface ScoreboardPolicy {
  readonly name: string
  /**
   * @param previous score before the round in [0, 1]; 0 for a newcomer
   * @param round mean score of the miner's tasks in this round, in [0, 1]; absent and malformed count 0
   */
  fold(previous: number, round: number): number
}

/** Turns scores into shares. Scores of 0 get a share of 0. */
export interface WeightPolicy {
  readonly name: string
  /** Same length as `scores`; non-negative, sums to 1, or all 0 when no score is positive. */
  shares(scores: readonly number[]): number[]
}

/** Pay policy of a subnet: how rounds add up, how scores become weights, how much is burned. */
export interface Incentive {
  readonly scoreboard: ScoreboardPolicy
  readonly weights: WeightPolicy
  /** Share of the weights that goes to the subnet owner's uid, whose pay the chain burns; 0 to 1. */
  readonly burn: number
  /** Limits of the vector: largest and smallest weight, quantile, own weight. @default none of them */
  readonly vector?: VectorPolicy
}
