import type { Protocol, SynapseInput, SynapseOutput } from '../subnet/synapse.js'
import type { Families, TaskSource } from '../tasks/task.js'

/**
 * A valid answer, as gates, criteria and factors receive it. Narrow on `synapse`, or on `family` if several families
 * call one synapse, to narrow `input`, `output` and `truth`.
 */
export type Answer<P extends Protocol = Protocol, F extends Families<P> = Families<P>> = {
  [Name in keyof F & string]: {
    /** Id of the task. */
    readonly id: string
    readonly family: Name
    readonly synapse: F[Name]['synapse']
    /** Request as the miner's handler sees it: after its schema has run. */
    readonly input: SynapseInput<P[F[Name]['synapse']]>
    /** Response after its schema has run. */
    readonly output: SynapseOutput<P[F[Name]['synapse']]>
    /** Ground truth of the task, known to the validator only. */
    readonly truth: F[Name]['truth']
    /** From connect to last byte, in ms. */
    readonly latencyMs: number
    /** From connect to the first chunk of a stream, in ms; null for any other answer. */
    readonly firstChunkMs: number | null
    /** Deadline of the synapse, in ms. */
    readonly deadlineMs: number
  }
}[keyof F & string]

/** Answer to a task of this source: `AnswerTo<typeof tasks>`. */
export type AnswerTo<Source> = Source extends TaskSource<infer P, infer F> ? Answer<P, F> : never

/** Limits a part of a rubric to the tasks of one synapse, or to those of one family. */
export type Scope =
  | { readonly synapse: string; readonly family?: never }
  | { readonly family: string; readonly synapse?: never }

/** Condition without which an answer is worth 0. */
export interface Gate<A> {
  readonly name: string
  /** Tasks that it applies to. @default all */
  readonly scope?: Scope
  readonly passes: (answer: A) => boolean | Promise<boolean>
}

/** Measure of one aspect, in [0, 1]. */
export interface Criterion<A> {
  readonly name: string
  /** Share of this criterion in the combination; positive. */
  readonly weight: number
  /** Tasks that it scores; for others it does not enter the combination. @default all */
  readonly scope?: Scope
  readonly score: (answer: A) => number | Promise<number>
}

/** Bounded multiplier in [0, 1] on the combined criteria, for example for latency. */
export interface Factor<A> {
  readonly name: string
  /** Tasks that it multiplies. @default all */
  readonly scope?: Scope
  readonly factor: (answer: A) => number | Promise<number>
}

/** One criterion's part in a score. */
export interface CriterionScore {
  readonly name: string
  readonly weight: number
  readonly score: number
}

/** Combines the criteria into one number in [0, 1]. */
export type Combine = (scores: readonly CriterionScore[]) => number

/** Score of one answer = gates (all or nothing) × combined criteria × factors. */
export interface Rubric<A> {
  /** Families of the tasks that it was made for, and the synapse that each calls. */
  readonly families: Readonly<Record<string, { readonly synapse: string }>>
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
