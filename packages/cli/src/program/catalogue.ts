import { metagraph } from '../commands/metagraph/command.js'
import type { CommandGroup, CommandSpec } from './command-spec.js'

/** Every command, in the order of the help. */
export const catalogue: readonly (CommandSpec | CommandGroup)[] = [metagraph]
