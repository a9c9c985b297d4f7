/** A place where users meet errors. */
export interface Situation {
  readonly title: string
  /** First thing to run or to look at. */
  readonly first: string
  /** Cause of each code, in the order in which users meet them. */
  readonly causes: Readonly<Record<string, Cause>>
}

/** A cause; with a remedy where the catalogue leaves that to the caller. */
export type Cause = string | { readonly cause: string; readonly remedy: string }
