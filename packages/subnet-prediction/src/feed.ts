/** A series that is forecast. */
export interface Series {
  /** 1 to 32 of a-z, 0-9 and -, starting with a letter; it names a task family. */
  readonly name: string
  /** Lengths of its seasons in steps, shortest first. @default none */
  readonly seasons?: readonly number[]
}

/** Values of a series, as its sources have agreed on them. */
export interface Reading {
  /** One for each step, oldest first. */
  readonly values: readonly number[]
  /** Sources that agreed on each value, two at least. */
  readonly agreed: readonly number[]
  /** Quotes that were refused as outliers, at most the newest 20. */
  readonly refused: readonly Refusal[]
}

/** A quote that the others contradict. */
export interface Refusal {
  readonly source: string
  readonly step: number
  readonly value: number
}

/** Steps to read; both are included. */
export interface StepRange {
  readonly first: number
  readonly last: number
  readonly signal: AbortSignal
}

/** Source of truth: series that go on step by step. A value of a closed step does not change any more. */
export interface Feed {
  readonly series: readonly Series[]
  /** Most steps that can be read at once. */
  readonly mostSteps: number
  /** Returns the newest closed step as a round is planned; it never goes back. */
  newestStep(round: number): number
  /**
   * Reads all series, by their names. Throws if one of them cannot be resolved from at least two sources: the round is then planned
   * again later.
   */
  read(range: StepRange): Promise<Readonly<Record<string, Reading>>>
}
