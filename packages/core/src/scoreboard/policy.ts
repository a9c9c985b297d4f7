import type { VectorPolicy } from './vector/vector-policy.js'

/** Another miner of a round. */
export interface RoundPeer<S = unknown> {
  /** Its state before the round. */
  readonly state: S
  /** Its {@link MinerRound.mean}. */
  readonly mean: number
}

/** Result of one task. */
export interface FoldedTask {
  readonly family: string
  /** `scored` for a valid answer, right or wrong. */
  readonly outcome: 'scored' | 'absent' | 'malformed' | 'refused'
  /** In [0, 1]; 0 unless it was scored. */
  readonly score: number
}

/** Round of a miner that was asked, as a scoreboard sees it. Rounds in which it was not asked are never folded. */
export interface MinerRound<S = unknown> {
  /** Mean score of its tasks, in [0, 1]; absent and malformed ones count 0. */
  readonly mean: number
  /** Number of its tasks that count; at least 1. */
  readonly tasks: number
  /** Number of them that it answered, well or not; 0 for a miner that was absent. */
  readonly answered: number
  /**
   * Its tasks that count, in the order of their ids, for scoreboards that weigh families or failures differently. Empty
   * where only the mean is known, such as in the history of an older store.
   */
  readonly results: readonly FoldedTask[]
  /** The other miners that were asked in this round. */
  readonly peers: readonly RoundPeer<S>[]
}

/**
 * Adds up the rounds of a miner: a state for each registration, which goes along when its hotkey is swapped and begins
 * again when it registers again. `S` is JSON of at most 4096 bytes.
 */
export interface ScoreboardPolicy<S = unknown> {
  /** Name with all settings, such as `ema(0.1)`: states of another name are converted as {@link Incentive} says. */
  readonly name: string
  /** State of a newcomer. */
  start(): S
  /** State after a round in which the miner was asked. */
  fold(state: S, round: MinerRound<S>): S
  /** Score of a state, in [0, 1]. */
  score(state: S): number
  /**
   * State that stands at a score, as nearly as it can: for scores of another scoreboard, and of a store that kept no
   * states.
   * @default start()
   */
  resume?(score: number): S
  /**
   * True if no round moves the score further than its mean was moved. The traffic of users, which has a bounded part of a round's mean, then
   * has no larger part of a score. @default false: traffic of users cannot feed it
   */
  readonly averages?: boolean
}

/** Standing of a miner on another scoreboard. */
export interface FormerScore {
  readonly hotkey: string
  /** Name of the policy that made the state. */
  readonly policy: string
  /** Version of the subnet at that time; null if none was given. */
  readonly version: string | null
  readonly state: unknown
  readonly score: number
  /** Rounds in which the miner was asked. */
  readonly rounds: number
}

/** Turns scores into shares. Scores of 0 get a share of 0. */
export interface WeightPolicy {
  readonly name: string
  /** Same length as `scores`; non-negative, sums to 1, or all 0 when no score is positive. */
  shares(scores: readonly number[]): number[]
}

/**
 * Rule for scores of another scoreboard: `continue` at the score that each miner has, `restart` each as a newcomer,
 * `refuse` to start, or a function that returns the new state.
 */
export type ScoreboardChange = 'continue' | 'restart' | 'refuse' | ((former: FormerScore) => unknown)

/** Pay policy of a subnet: how rounds add up, how scores become weights, how much is burned. */
export interface Incentive {
  readonly scoreboard: ScoreboardPolicy
  /** Applied once when a coordinator starts with a scoreboard of another name. @default 'continue' */
  readonly onScoreboardChange?: ScoreboardChange
  readonly weights: WeightPolicy
  /** Share of the weights that goes to the subnet owner's uid, whose pay the chain burns; 0 to 1. */
  readonly burn: number
  /** Limits of the vector: largest and smallest weight, quantile, own weight. @default none of them */
  readonly vector?: VectorPolicy
}
