import { isDeepStrictEqual } from 'node:util'
import { canonicalJson, wellFormed } from '../../records/canonical-json.js'
import type { Store } from '../../store/store.js'
import type { Subnet } from '../../subnet/define-subnet.js'

/** Parts that a replay needs. */
export interface ReplayContext {
  readonly subnet: Subnet
  readonly netuid: number
  readonly mechanism: number
  readonly store: Store
}

/** Part of a round that a replay did not reproduce. */
export interface Disagreement {
  readonly part: 'records' | 'tasks' | 'answer' | 'rubric' | 'comparison' | 'fold'
  /** Hotkey of the miner, and its task; null if it is not about one. */
  readonly miner: string | null
  readonly task: string | null
  readonly detail: string
}

/**
 * Reason for which an answer cannot be scored again: it was too large to be kept, it has binary values, which are never kept, its
 * comparison looked at rounds that are not kept any more, or a part of the rubric was left out that one side could not check.
 */
export type Unreplayable = 'cut' | 'gone' | 'binary' | 'past' | 'unchecked'

/** Outcome of a replay. */
export interface Replay {
  readonly round: number
  readonly receipts: number
  /** Answers that were scored again. */
  readonly scored: number
  /** Answers that could not be, by reason. */
  readonly unreplayable: Readonly<Record<Unreplayable, number>>
  /** Tasks that the round drew and no miner was sent, of miners that were sent others. */
  readonly neverAsked: number
  /** Miners whose scores were folded again. */
  readonly folded: number
  /** True if its comparisons look at more rounds than there were before it. */
  readonly hasFewerPast: boolean
  /** True if the round is sealed, and its records lead to the root that was signed. */
  readonly sealed: boolean
  /** Empty if it agrees bit for bit. */
  readonly disagreements: readonly Disagreement[]
}

/** Compares as JSON has it, whatever the order of keys. */
export const sameJson = (left: unknown, right: unknown): boolean =>
  isDeepStrictEqual(left, right) || textOf(left) === textOf(right)

const textOf = (value: unknown) => canonicalJson(wellFormed(JSON.parse(JSON.stringify(value ?? null))))
