/** Where text goes; `process.stdout` is one. */
export interface TextSink {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** Questions to the person at the terminal. */
export interface Prompter {
  /** Null when the question was cancelled, as by Ctrl-C. */
  confirm(question: string): Promise<boolean | null>
  /** What was typed, unseen; null when cancelled. */
  password(question: string): Promise<string | null>
}

/** All that a command touches of its process, so that tests run it without one. */
export interface CliIo {
  readonly stdout: TextSink
  readonly stderr: TextSink
  readonly env: Readonly<Record<string, string | undefined>>
  /** Asks the person; null when nobody sits there (no terminal). */
  readonly prompter: Prompter | null
  /** Ends the command: sockets are closed, the exit code is 130. */
  readonly signal?: AbortSignal
}
