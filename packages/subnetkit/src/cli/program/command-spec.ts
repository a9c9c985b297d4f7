import type { CommandAction } from './action.js'

/** One option of a command: flags as commander reads them, what it is for, and whether it must be given. */
export type OptionSpec = readonly [flags: string, description: string, need?: 'required' | 'repeatable']

/**
 * Description of a command, without its action: descriptions load at every start and import nothing heavy; `load`
 * imports the action.
 */
export interface CommandSpec {
  readonly name: string
  readonly summary: string
  /** Said under the summary in its help. */
  readonly description?: string
  /** Positional arguments: name as commander writes it (`<file>`, `[name]`) and what it is. */
  readonly arguments?: readonly (readonly [name: string, description: string])[]
  readonly options?: readonly OptionSpec[]
  /** Command lines without the leading `subnet`, and what they do. */
  readonly examples: readonly (readonly [line: string, meaning: string])[]
  load(): Promise<{ readonly action: CommandAction }>
}

/** Commands under one name, such as `wallet`. */
export interface CommandGroup {
  readonly name: string
  readonly summary: string
  readonly commands: readonly CommandSpec[]
}
