import type { SectionName } from '../config/texts/sections.js'
import type { CommandAction } from './action.js'

/**
 * One option of a command: flags in commander's syntax, a description, and if it is required. `--netuid` is taken from the
 * configuration where it is required or `configured`, and not given.
 */
export type OptionSpec = readonly [
  flags: string,
  description: string,
  need?: 'required' | 'repeatable' | 'configured',
]

/**
 * Description of a command, without its action: descriptions load at every start and import nothing heavy; `load`
 * imports the action.
 */
export interface CommandSpec {
  readonly name: string
  /** Spelling of the name in its usage. @default its name */
  readonly spelling?: string
  readonly summary: string
  /** Said under the summary in its help. */
  readonly description?: string
  /** Positional arguments: name in commander's syntax (`<file>`, `[name]`) and description. */
  readonly arguments?: readonly (readonly [name: string, description: string])[]
  readonly options?: readonly OptionSpec[]
  /** Sections of the configuration that it uses: it takes their settings as options. */
  readonly sections?: readonly SectionName[]
  /** True if it reads no configuration file: one that it cannot read does not matter. */
  readonly withoutConfig?: boolean
  /** True if it runs until it is stopped: on Ctrl-C it closes in its own time, and has succeeded. */
  readonly endsItself?: boolean
  /** Command lines without the leading `subnet`, and their effects. */
  readonly examples: readonly (readonly [line: string, meaning: string])[]
  load(): Promise<{ readonly action: CommandAction }>
}

/** Commands under one name, such as `wallet`. */
export interface CommandGroup {
  readonly name: string
  readonly summary: string
  /** The command that its name alone stands for. @default none: it is refused */
  readonly usual?: string
  readonly commands: readonly CommandSpec[]
}
