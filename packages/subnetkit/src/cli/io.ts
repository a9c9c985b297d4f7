/** Destination of text; `process.stdout` is one. */
export interface TextSink {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Asks the user at the terminal. */
export interface Prompter {
  /** Null if the user cancelled, as with Ctrl-C. */
  confirm(question: string): Promise<boolean | null>
  /** Reads without echo; null if the user cancelled. */
  password(question: string): Promise<string | null>
}

/** Everything a command uses of its process, so that tests can run it in theirs. */
export interface CliIo {
  readonly stdout: TextSink
  readonly stderr: TextSink
  readonly env: Readonly<Record<string, string | undefined>>
  /** File that was started. @default none, as in a test */
  readonly script?: string | undefined
  /** Null without a terminal. */
  readonly prompter: Prompter | null
  /** Ends the command with exit code 130, after closing its sockets. */
  readonly signal?: AbortSignal
}
