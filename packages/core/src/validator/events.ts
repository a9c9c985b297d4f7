import type { FlagCounts } from '../similarity/flag-answers.js'
import type { Receipt } from '../store/records.js'

/**
 * Cause of a round that is skipped: a later round began before this one was planned (BEGAN_BEFORE_START, which is no
 * fault, if this one began before the process was ready), the validator's hotkey is not registered on the subnet, or every
 * attempt to plan it failed. Or the round was queried and says nothing about any
 * miner: none could be reached, all refused the validator, or no question could be sent.
 */
export type SkipCode =
  | 'ROUND_OVERTAKEN'
  | 'BEGAN_BEFORE_START'
  | 'NOT_REGISTERED'
  | 'PLAN_FAILED'
  | 'NOBODY_REACHED'
  | 'REFUSED_BY_ALL'
  | 'NOTHING_ASKED'

/** Steps of the pipeline. */
export type StepName = 'plan' | 'query' | 'score' | 'fold' | 'weights' | 'outbox'

/** Number of tasks by outcome. */
export interface OutcomeCounts {
  readonly ok: number
  readonly absent: number
  readonly malformed: number
  readonly refused: number
  readonly ours: number
}

/** Event of a running validator: plain data. */
export type ValidatorEvent =
  /** The chain has a new best block. */
  | { readonly kind: 'head-seen'; readonly block: number }
  /** An attempt of a step succeeded. */
  | {
      readonly kind: 'step-done'
      readonly step: StepName
      /** -1 for the outbox, which belongs to no round. */
      readonly round: number
      /** Of the miner, if the step is about one. */
      readonly uid: number | null
      readonly ms: number
    }
  | {
      readonly kind: 'round-planned'
      readonly round: number
      readonly block: number
      readonly miners: number
      /** Miners that the round has no room for. */
      readonly unasked: number
    }
  /** The validator's hotkey was swapped: scores, rounds and receipts of its former hotkey go on under the present one. */
  | { readonly kind: 'hotkey-swapped'; readonly from: string; readonly to: string }
  /** The subnet has another scoreboard than the one that made the scores in the store, which were converted. */
  | {
      readonly kind: 'scoreboard-changed'
      /** Name of the former one; null for the scores of an older store, which does not say. */
      readonly from: string | null
      readonly to: string
      /** Rule that was applied: each miner continues at its score, starts again, or has what the subnet's function returned. */
      readonly rule: 'continue' | 'restart' | 'migrate'
      readonly miners: number
    }
  /** Scores of rounds follow another version of the subnet from this round on. */
  | { readonly kind: 'version-switched'; readonly round: number; readonly from: string; readonly to: string }
  /** Rounds have another length than the newest one in the store. They continue from `round`, in the same order. */
  | {
      readonly kind: 'round-length-changed'
      readonly before: number
      readonly roundBlocks: number
      /** First round of the new length. */
      readonly round: number
    }
  | {
      readonly kind: 'round-skipped'
      readonly round: number
      readonly code: SkipCode
      /** Code of the most frequent error behind it; null if no error is the cause. */
      readonly cause: string | null
      readonly reason: string
    }
  /** All tasks of a miner are over, and their answers wait to be scored. */
  | {
      readonly kind: 'query-done'
      readonly round: number
      readonly uid: number
      readonly hotkey: string
      readonly outcomes: OutcomeCounts
      /** Of each answer that came in time, in ms. */
      readonly latenciesMs: readonly number[]
    }
  /**
   * The time of a round was over before all of its miners were asked and scored. Those that were not asked or not scored
   * keep their scores.
   */
  | {
      readonly kind: 'round-closed'
      readonly round: number
      readonly unasked: number
      /** Miners that were asked about a part of their tasks, and are scored on what they answered. */
      readonly partly: number
      readonly unscored: number
      readonly reason: string
    }
  /** A miner was not asked because the budget of its round is spent. It keeps its score. */
  | {
      readonly kind: 'miner-unasked'
      readonly round: number
      readonly uid: number
      readonly hotkey: string
      readonly reason: string
    }
  /** Jobs that the store says are due were missing in the queue, and were added again. */
  | { readonly kind: 'queue-refilled'; readonly jobs: number }
  /** The jobs of the subnet are on another Redis from now on. */
  | { readonly kind: 'queue-moved'; readonly from: string; readonly to: string; readonly reason: string }
  /** A worker waits for a coordinator to announce itself. */
  | {
      readonly kind: 'worker-waiting'
      readonly netuid: number
      readonly mechanism: number
      readonly hotkey: string
    }
  /** One task of one miner is scored or failed, with `receipt.outcome`. */
  | { readonly kind: 'task-done'; readonly round: number; readonly receipt: Receipt }
  | {
      readonly kind: 'round-folded'
      readonly round: number
      readonly miners: number
      /** Its tasks by outcome. */
      readonly tasks: Readonly<Record<Receipt['outcome'], number>>
      /** Trouble of the validator for which failures of this round do not count; absent without any. */
      readonly trouble?: { readonly code: string; readonly reason: string }
      /** Flags of answers that are too much alike, by kind; absent without any. */
      readonly flags?: FlagCounts
    }
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
      /** Instruction; absent or null where there is none. */
      readonly fix?: string | null
    }
  /** Newer weights replaced them before they counted. */
  | { readonly kind: 'weights-superseded'; readonly round: number; readonly reason: string }
  /** A step failed; it is retried unless `final`. */
  | {
      readonly kind: 'step-failed'
      readonly step: string
      readonly code: string
      readonly reason: string
      /** Instruction for the operator; null if there is none. */
      readonly fix: string | null
      readonly final: boolean
    }
  /** Trouble of the validator itself, such as a lost queue, database or signer, or a round in which no miner could be reached. */
  | {
      readonly kind: 'trouble'
      readonly code: string
      readonly reason: string
      /** Instruction for the operator; null if there is none. */
      readonly fix: string | null
      /** Set if it lasts: it is not emitted again, and `trouble-over` with the same code follows. */
      readonly lasting?: true
      /** Block from which it has an effect, if that lies ahead. @default now */
      readonly block?: number
    }
  /** Lasting trouble is over. */
  | { readonly kind: 'trouble-over'; readonly code: string }
  /** It runs and does nothing; once a round while that lasts. Emitted by `runValidator` and the like, which watch its health. */
  | {
      readonly kind: 'idle'
      /** The check that fails, such as `blocks arrive`. */
      readonly check: string
      readonly reason: string
      readonly fix: string
    }
  /** It works again. */
  | { readonly kind: 'idle-over'; readonly ms: number }
