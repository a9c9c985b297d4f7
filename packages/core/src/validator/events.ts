import type { ErrorCode } from '../errors/catalogue.js'
import type { Receipt } from '../store/records.js'

/** What a validator reports while it works. */
export type ValidatorEvent =
  | {
      readonly kind: 'round-planned'
      readonly round: number
      readonly block: number
      readonly miners: number
    }
  | { readonly kind: 'round-skipped'; readonly round: number; readonly reason: string }
  /** One task of one miner is over: `receipt.outcome` says how. */
  | { readonly kind: 'task-done'; readonly round: number; readonly receipt: Receipt }
  | { readonly kind: 'round-folded'; readonly round: number; readonly miners: number }
  | {
      readonly kind: 'weights-set'
      readonly round: number
      readonly block: number
      readonly uids: readonly number[]
      readonly values: readonly number[]
    }
  /** The chain takes the next weights from this block on. */
  | { readonly kind: 'weights-not-due'; readonly round: number; readonly dueBlock: number }
  | {
      readonly kind: 'weights-refused'
      readonly round: number
      readonly code: ErrorCode | null
      readonly reason: string
    }
  /** A step failed; it is tried again unless `final`. */
  | {
      readonly kind: 'step-failed'
      readonly step: string
      readonly code: ErrorCode
      readonly reason: string
      readonly final: boolean
    }
  /** Something is wrong around the jobs, such as a lost queue connection. */
  | { readonly kind: 'trouble'; readonly code: ErrorCode; readonly reason: string }
