import type { Receipt } from '../store/records.js'

/** Event of a running validator. */
export type ValidatorEvent =
  | {
      readonly kind: 'round-planned'
      readonly round: number
      readonly block: number
      readonly miners: number
    }
  | { readonly kind: 'round-skipped'; readonly round: number; readonly reason: string }
  /** One task of one miner is over, with `receipt.outcome`. */
  | { readonly kind: 'task-done'; readonly round: number; readonly receipt: Receipt }
  | { readonly kind: 'round-folded'; readonly round: number; readonly miners: number }
  /** Weights were set in the open, and a final block holds them. */
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
      /** Round of the beacon that opens it; null when we open it by ourselves. */
      readonly beaconRound: bigint | null
    }
  /** A final block holds the weights that were committed. */
  | {
      readonly kind: 'weights-revealed'
      readonly round: number
      /** Null where no block can be named any more. */
      readonly block: number | null
      readonly uids: readonly number[]
      readonly values: readonly number[]
    }
  /** The chain takes the next weights from this block on. */
  | { readonly kind: 'weights-not-due'; readonly round: number; readonly dueBlock: number }
  /** Weights that did not come to count, and why; also of commits that were never revealed. */
  | {
      readonly kind: 'weights-refused'
      readonly round: number
      readonly code: string
      /** Cause behind the code: another code, or the chain's own error name; null if there is none. */
      readonly cause: string | null
      readonly reason: string
      /** Block from which trying again makes sense; null when waiting alone does not help. */
      readonly retryBlock: number | null
    }
  /** Newer weights took their place before they counted. */
  | { readonly kind: 'weights-superseded'; readonly round: number; readonly reason: string }
  /** A step failed; it is retried unless `final`. */
  | {
      readonly kind: 'step-failed'
      readonly step: string
      readonly code: string
      readonly reason: string
      readonly final: boolean
    }
  /** Something is wrong around the jobs, such as a lost queue connection. */
  | { readonly kind: 'trouble'; readonly code: string; readonly reason: string }
