import type { Context } from '../context/context.js'

/** What a command found or did. */
export interface Outcome {
  /** The document that `--json` prints. */
  readonly data: unknown
  /** What is printed otherwise, without the last line feed; empty: nothing. */
  text(): string
  /** @default 0 */
  readonly exitCode?: number
}

/** Options by their camel-case names and positional arguments, as commander read them. */
export interface RawInput {
  /** Name of the command with its group, such as `weights set`. */
  readonly command: string
  readonly options: Readonly<Record<string, unknown>>
  readonly args: readonly string[]
}

/** The working half of a command. */
export interface CommandAction {
  /** Names of the options that it knows. */
  readonly options: readonly string[]
  /** Null: it has written what there was to say. */
  run(context: Context, input: RawInput): Promise<Outcome | null>
}
