/** The result of one case: `problem` is null when our implementation agrees. */
export interface CaseResult {
  readonly name: string
  readonly problem: string | null
}

/** Results of a file, with lines to print below them. */
export type FileResults = Iterable<CaseResult> & { readonly table?: readonly string[] }

/** A kind of vector file, recognised by its name, and our implementation run over it. */
export interface VectorKind {
  /** Matches the file's base name. */
  readonly fileName: RegExp
  /** @param text what `file` was parsed from, for numbers that JavaScript cannot hold */
  run(file: unknown, text?: string): FileResults | Promise<FileResults>
}
