/** A place where users meet errors. */
export interface Situation {
  readonly title: string
  /** What to run or look at first. */
  readonly first: string
  /** Why each code appears, in the order in which users meet them. */
  readonly causes: Readonly<Record<string, Cause>>
}

/** A cause, or with it what to do where the catalogue leaves it to the caller. */
export type Cause = string | { readonly cause: string; readonly remedy: string }
