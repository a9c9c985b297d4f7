import type { Context } from '../context/context.js'

/** Result of a command. */
export interface Outcome {
  /** The document that `--json` prints; undefined if it was printed already, line by line. */
  readonly data: unknown
  /** Output without `--json`, without the last line feed; empty prints nothing. */
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
  /** Null: it has already written its output. */
  run(context: Context, input: RawInput): Promise<Outcome | null>
}
