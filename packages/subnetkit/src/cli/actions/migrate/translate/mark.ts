/** Something that could not be translated, marked where it would have been. */
export interface Mark {
  /** File of the fork, with the line. */
  readonly path: string
  readonly line: number
  /** Subject, such as `Dummy.dummy_input`. */
  readonly subject: string
  /** One sentence about what it is and what became of it, without a full stop. */
  readonly reason: string
  /** Python that is not translated, for the comment; absent where another comment has it. */
  readonly source?: string
}

/** Comment in the generated source that stands for a mark. */
export const markComment = ({ path, line, reason }: Mark): string =>
  `UNTRANSLATED (${path}:${line}): ${reason}`
