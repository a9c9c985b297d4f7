/** Destination of text; `process.stdout` is one. */
export interface TextSink {
  write(text: string): unknown
  readonly isTTY?: boolean
}

/** One choice of a question. */
export interface Choice<Value> {
  readonly value: Value
  readonly hint?: string
}

/** Asks the user at the terminal; each answer is null if the user cancelled, as with Ctrl-C. */
export interface Prompter {
  text(
    question: string,
    initial: string,
    refuse: (answer: string) => string | undefined,
  ): Promise<string | null>
  select<Value extends string>(
    question: string,
    choices: readonly Choice<Value>[],
    initial: Value,
  ): Promise<Value | null>
  confirm(question: string): Promise<boolean | null>
}

/** Everything that create-subnet uses of its process, so that tests can run it in theirs. */
export interface CreateIo {
  readonly stdout: TextSink
  readonly stderr: TextSink
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Null without a terminal. */
  readonly prompter: Prompter | null
  /** Ends the work with exit code 130. */
  readonly signal: AbortSignal
}
