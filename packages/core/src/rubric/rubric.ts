import type { Protocol, SynapseInput, SynapseOutput } from '../subnet/synapse.js'
import type { Random } from '../tasks/random.js'
import type { Families, TaskSource } from '../tasks/task.js'
import type { Checked, NotChecked, NotYet } from './not-checked.js'

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
  readonly passes: (answer: A) => Checked<boolean> | Promise<Checked<boolean>>
  /** Time for one answer, in ms. @default that of all parts, 10_000 */
  readonly deadlineMs?: number
}

/** Measure of one aspect, in [0, 1]. */
export interface Criterion<A> {
  readonly name: string
  /** Share of this criterion in the combination; positive. */
  readonly weight: number
  /** Tasks that it scores; for others it does not enter the combination. @default all */
  readonly scope?: Scope
  readonly score: (answer: A) => Checked<number> | Promise<Checked<number>>
  /** Time for one answer, in ms. @default that of all parts, 10_000 */
  readonly deadlineMs?: number
}

/** Bounded multiplier in [0, 1] on the combined criteria, for example for latency. */
export interface Factor<A> {
  readonly name: string
  /** Tasks that it multiplies. @default all */
  readonly scope?: Scope
  readonly factor: (answer: A) => Checked<number> | Promise<Checked<number>>
  /** Time for one answer, in ms. @default that of all parts, 10_000 */
  readonly deadlineMs?: number
}

/** One answer of a round beside the others, as a round criterion compares them. */
export interface RoundEntry<Feature> {
  /** Part of the answer that is compared, as JSON. */
  readonly feature: Feature
  /** Hotkey of the miner that gave the answer. */
  readonly miner: string
  /** Features of the same miner in earlier rounds, newest first: of the same criterion and family. */
  readonly past: readonly Feature[]
}

/**
 * Score of an entry in [0, 1], alone or with details for its receipt: JSON of at most 500 bytes. Null leaves the criterion
 * out for this entry, as trouble of the comparison; {@link notChecked} does so by a name of its own, and {@link notYet} because there is
 * nothing to score before a later round.
 */
export type RoundScore =
  | number
  | null
  | { readonly score: number; readonly detail: unknown }
  | NotChecked
  | NotYet

/** Context of one comparison. */
export interface RoundContext {
  /** Number of the round. */
  readonly round: number
  /** Name of the group whose answers are compared. */
  readonly group: string
  /** Random numbers from the secret of the round, the criterion and the group: the same when the round is replayed. */
  readonly random: Random
  /** Aborted when the time of the comparison is over. */
  readonly signal: AbortSignal
  /**
   * Returns the verdict that is stored under a key of at most 200 characters, or asks for it and stores it first: JSON of at most
   * 4 kB, such as the word of a model. A comparison that is repeated gets the same verdicts.
   */
  readonly verdict: <T>(key: string, ask: () => T | Promise<T>) => Promise<T>
  /** Reports trouble that did not keep the comparison from its scores, such as a judge that failed now and then. */
  readonly report: (trouble: string) => void
}

/** Criterion that compares the answers of a round with each other. */
export interface RoundCriterion<A> {
  readonly name: string
  /** Share of this criterion in the combination; positive. */
  readonly weight: number
  /** Tasks whose answers it compares. @default all */
  readonly scope?: Scope
  /** Returns what of an answer is compared. Runs when the answer is scored, once all gates have passed. */
  readonly feature: (answer: A) => unknown
  /** Scores the entries of one group, in any order; returns as many scores in the order of the entries. */
  readonly compare: (
    entries: readonly RoundEntry<never>[],
    context: RoundContext,
  ) => readonly RoundScore[] | Promise<readonly RoundScore[]>
  /** Returns the name of the group that an answer belongs to. @default the task of a shared family, else the family */
  readonly group?: (answer: A) => string
  /** Rounds of the validator before this one whose features an entry comes with. @default 0 */
  readonly past?: number
  /** Other miners that a group needs; with fewer, the criterion is left out for its answers. @default 1 */
  readonly minPeers?: number
  /** Time for each comparison, in ms. @default 60_000 */
  readonly deadlineMs?: number
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
  readonly families: Readonly<Record<string, { readonly synapse: string; readonly shared?: boolean }>>
  readonly gates: readonly Gate<A>[]
  readonly criteria: readonly Criterion<A>[]
  /** Criteria that compare the answers of a round. They enter the combination after the others. */
  readonly roundCriteria: readonly RoundCriterion<A>[]
  readonly factors: readonly Factor<A>[]
  readonly combine: Combine
  /** Families whose answers are looked at for likeness; false for none. @default all */
  readonly similarity?: readonly string[] | false | undefined
}

/** Feature of an answer for one round criterion, with the name of the group in which it is compared. */
export interface Feature {
  readonly group: string
  readonly value: unknown
}

/** Outcome of one round criterion for an answer. */
export interface ComparedPart {
  readonly name: string
  readonly group: string
  /** Other miners in the group. */
  readonly peers: number
  /** Reason for which it does not enter the combination: a code, a colon and a sentence. */
  readonly leftOut?: string
  /** Details that the comparison gave. */
  readonly detail?: unknown
}

/** Long answer as it is looked at for likeness to those of other miners. */
export interface Likeness {
  /** First 8 hex digits of the SHA-256 of the question: only answers to the same one may be near each other by chance. */
  readonly asked: string
  /** Sketch of its texts and numbers: 48 bytes as base64. */
  readonly sketch: string
  /** Time at which the validator had the whole answer, Unix time in ms; null if unknown. */
  readonly at: number | null
}

/** Likeness of an answer to those of another miner. Reported, and without an effect on any score. */
export type SimilarityFlag =
  /** All but equal to an answer to the same question. */
  | {
      readonly kind: 'near-duplicate'
      /** Hotkey of the miner with the nearest answer; of those, the first that came. */
      readonly miner: string
      /** Estimated share of the text in which they differ, in [0, 0.1]. */
      readonly distance: number
      /** Answers of other miners that are so near. */
      readonly others: number
      /** Time by which it came after that of `miner`, in ms; negative if it was first, null if unknown. */
      readonly afterMs: number | null
    }
  /** Equal to an answer to another question. */
  | { readonly kind: 'same-answer'; readonly miner: string; readonly miners: number }
  /** One of several near-duplicates of the same miner in a round that all came just after its answers. */
  | {
      readonly kind: 'relay-timing'
      readonly miner: string
      readonly answers: number
      /** Median time by which they came after, in ms. */
      readonly afterMs: number
    }
  /** One of several wrong answers that a miner gave, too, and hardly any other. */
  | {
      readonly kind: 'identical-errors'
      readonly miner: string
      readonly answers: number
      /** Logarithm to base 10 of the chance that independent miners agree so. */
      readonly chance: number
    }

/** Part that the validator could not check for an answer: see {@link notChecked}. */
export interface LeftOutPart {
  readonly kind: 'gate' | 'criterion' | 'factor'
  readonly name: string
  readonly reason: string
}

/** A score with everything it was made from, for receipts and explanations. */
export interface Score {
  /** In [0, 1]. */
  readonly value: number
  /** Name of the first gate that failed, if any. */
  readonly failedGate: string | null
  readonly criteria: readonly CriterionScore[]
  readonly factors: readonly { readonly name: string; readonly factor: number }[]
  /** Parts that were not checked; absent without any. With a gate among them, the answer counts for nobody. */
  readonly leftOut?: readonly LeftOutPart[]
  /** Features for round criteria by name; absent without any. Until they are compared, `value` lacks those criteria. */
  readonly features?: Readonly<Record<string, Feature>>
  /** Outcomes of the round criteria; absent until the round is compared. Those that count are among `criteria`, too. */
  readonly compared?: readonly ComparedPart[]
  /** Absent for an answer that is too short, or repeats what its task says. */
  readonly likeness?: Likeness
  /** Absent without any. */
  readonly flags?: readonly SimilarityFlag[]
}
