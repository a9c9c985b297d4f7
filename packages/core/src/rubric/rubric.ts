import type { Protocol, SynapseOutput } from '../subnet/synapse.js'
import type { Task } from '../tasks/task.js'

/** A valid answer, as gates, criteria and factors see it. Narrow on `task.synapse` where a protocol has several. */
export type Answer<P extends Protocol = Protocol, Truth = unknown> = {
  [Name in keyof P & string]: {
    readonly synapse: Name
    readonly task: Extract<Task<P, Truth>, { readonly synapse: Name }>
    readonly output: SynapseOutput<P[Name]>
    /** From connect to last byte, in ms. */
    readonly latencyMs: number
    /** What the synapse allows, in ms. */
    readonly deadlineMs: number
  }
}[keyof P & string]

/** A condition without which an answer is worth nothing. */
export interface Gate<A> {
  readonly name: string
  passes(answer: A): boolean | Promise<boolean>
}

/** One thing that is measured, in [0, 1]. */
export interface Criterion<A> {
  readonly name: string
  /** Share of this criterion in the combination; positive. */
  readonly weight: number
  score(answer: A): number | Promise<number>
}

/** A bounded multiplier in [0, 1] on what the criteria gave, for example for latency. */
export interface Factor<A> {
  readonly name: string
  factor(answer: A): number | Promise<number>
}

/** One criterion's part in a score. */
export interface CriterionScore {
  readonly name: string
  readonly weight: number
  readonly score: number
}

/** How criteria become one number in [0, 1]. */
export type Combine = (scores: readonly CriterionScore[]) => number

/** Score of one answer = gates (all or nothing) × combined criteria × factors. */
export interface Rubric<A> {
  readonly gates: readonly Gate<A>[]
  readonly criteria: readonly Criterion<A>[]
  readonly factors: readonly Factor<A>[]
  readonly combine: Combine
}

/** A score with everything it was made from, for receipts and explanations. */
export interface Score {
  /** In [0, 1]. */
  readonly value: number
  /** Name of the first gate that failed, if any. */
  readonly failedGate: string | null
  readonly criteria: readonly CriterionScore[]
  readonly factors: readonly { readonly name: string; readonly factor: number }[]
}
