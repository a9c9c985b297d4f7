/** Miner whose answers are no longer waited for, as a loop in code without an end takes all its time. */
export interface Blame {
  /** Kind of miner. */
  readonly agent: string
  /** Sentence for the report. */
  readonly reason: string
}

/** Step of a round that cannot be interrupted from within. */
export type RoundStep = 'other' | 'answer' | 'score'

/** Notes where a round is, for a thread that can end a process which never returns. */
export interface Watch {
  /** Begins a step; `miner` is its place among those that the round asks. */
  at(step: RoundStep, miner: number): void
}

export const unwatched: Watch = { at() {} }
