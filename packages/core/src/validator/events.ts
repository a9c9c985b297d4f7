import type { Receipt } from '../store/records.js'

/**
 * Cause of a round that is skipped: a later round began before this one was planned, the validator's hotkey is not
 * registered on the subnet, or every attempt to plan it failed. Or the round was queried and says nothing about any
 * miner: none could be reached, all refused the validator, or no question could be sent.
 */
export type SkipCode =
  | 'ROUND_OVERTAKEN'
  | 'NOT_REGISTERED'
  | 'PLAN_FAILED'
  | 'NOBODY_REACHED'
  | 'REFUSED_BY_ALL'
  | 'NOTHING_ASKED'

/** Event of a running validator. */
export type ValidatorEvent =
  | {
      readonly kind: 'round-planned'
      readonly round: number
      readonly block: number
      readonly miners: number
    }
  | {
      readonly kind: 'round-skipped'
      readonly round: number
      readonly code: SkipCode
      /** Code of the most frequent error behind it; null if no error is the cause. */
      readonly cause: string | null
      readonly reason: string
    }
  /** One task of one miner is over, with `receipt.outcome`. */
  | { readonly kind: 'task-done'; readonly round: number; readonly receipt: Receipt }
  | { readonly kind: 'round-folded'; readonly round: number; readonly miners: number }
  /** Plain weights were set, and a final block holds them. */
  | {
      readonly kind: 'weights-set'
      readonly round: number
      readonly block: number
      readonly uids: readonly number[]
      readonly values: readonly number[]
    }
  /** Weights were committed, and a final block holds the commit; they count once they are revealed. */
  | {
      readonly kind: 'weights-committed'
      readonly round: number
      readonly block: number
      readonly mode: 'timelocked' | 'salted'
      /** Epoch of the subnet in which the commit counts. */
      readonly epoch: number
      /** Round of the beacon that reveals it; null if we reveal it ourselves. */
      readonly beaconRound: bigint | null
    }
  /** A final block holds the weights that were committed. */
  | {
      readonly kind: 'weights-revealed'
      readonly round: number
      /** Null if the block can no longer be determined. */
      readonly block: number | null
      readonly uids: readonly number[]
      readonly values: readonly number[]
    }
  /** Block from which the chain accepts the next weights. */
  | { readonly kind: 'weights-not-due'; readonly round: number; readonly dueBlock: number }
  /** Weights that will not count, with the reason; includes commits that were never revealed. */
  | {
      readonly kind: 'weights-refused'
      readonly round: number
      readonly code: string
      /** Cause behind the code: another code, or the chain's own error name; null if there is none. */
      readonly cause: string | null
      readonly reason: string
      /** Block from which a retry makes sense; null if waiting alone does not help. */
      readonly retryBlock: number | null
    }
  /** Newer weights replaced them before they counted. */
  | { readonly kind: 'weights-superseded'; readonly round: number; readonly reason: string }
  /** A step failed; it is retried unless `final`. */
  | {
      readonly kind: 'step-failed'
      readonly step: string
      readonly code: string
      readonly reason: string
      /** Instruction for the operator; null if the error is transient. */
      readonly fix: string | null
      readonly final: boolean
    }
  /** Trouble of the validator itself, such as a lost queue connection or a round in which nobody could be reached. */
  | {
      readonly kind: 'trouble'
      readonly code: string
      readonly reason: string
      /** Instruction for the operator; null if the error is transient. */
      readonly fix: string | null
    }
