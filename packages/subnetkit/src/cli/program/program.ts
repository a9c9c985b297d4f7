import { Command, type Option } from 'commander'
import { addSettings } from './add-settings.js'
import { catalogue } from './catalogue.js'
import type { CommandGroup, CommandSpec } from './command-spec.js'
import { addGlobalOptions } from './global-options.js'

/** A command line that was understood. */
export interface Invocation {
  readonly spec: CommandSpec
  /** Its name with that of its group, such as `weights set`. */
  readonly command: string
  readonly globals: Readonly<Record<string, unknown>>
  readonly options: Readonly<Record<string, unknown>>
  readonly args: readonly string[]
}

const epilogue = `
Exit codes: 0 success, 1 failure, 2 invalid command line, 130 interrupted.
Environment: SUBNETKIT_CONFIG, BT_NETWORK, BT_CHAIN_ENDPOINT, BT_WALLET_NAME, BT_WALLET_HOTKEY, BT_WALLET_PATH, NO_COLOR.`

/** Creates the command tree; `onInvoke` receives the command that was called. Throws CommanderError for anything else. */
export function createProgram(options: {
  readonly version: string
  readonly width: number
  /** Command line of a packaged role. */
  readonly packagedAs: string | undefined
  readonly write: (text: string) => void
  readonly onInvoke: (invocation: Invocation) => void
}): Command {
  const program = new Command('subnet')
    .description('Run a Bittensor subnet: wallets, registration, weights, metagraph.')
    .version(options.version, '--version')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(options.width, 110) })
    .configureOutput({ writeOut: options.write, writeErr: () => undefined })
  addGlobalOptions(program)
  program.addHelpText('after', epilogue)

  for (const entry of catalogue) {
    if ('commands' in entry) addGroup(program, entry)
    else addCommand(program, entry)
  }
  return program

  function addGroup(parent: Command, { name, summary, commands }: CommandGroup): void {
    const group = parent.command(name).description(summary).helpCommand(false)
    for (const spec of commands) addCommand(group, spec)
  }

  function addCommand(parent: Command, spec: CommandSpec): void {
    const command = parent.command(spec.name).summary(spec.summary)
    command.description(spec.description ? `${spec.summary}\n\n${spec.description}` : spec.summary)
    for (const [name, description] of spec.arguments ?? []) command.argument(name, description)
    const required: Option[] = []
    for (const [flags, description, need] of spec.options ?? []) {
      const option = command.createOption(
        flags,
        need === 'required' ? `${description} (required)` : description,
      )
      if (need === 'required') required.push(option)
      if (need === 'repeatable') option.argParser(collect)
      command.addOption(option)
    }
    if (spec.sections) addSettings(command, spec.sections)
    if (options.packagedAs === undefined) command.addHelpText('after', examplesOf(spec))
    else
      command.configureHelp({
        ...command.configureHelp(),
        commandUsage: () => `${options.packagedAs} [options]`,
        visibleArguments: () => [],
      })
    const { spelling } = spec
    if (spelling !== undefined)
      command.configureHelp({
        ...command.configureHelp(),
        commandUsage: () => `subnet ${spelling} ${command.usage()}`,
      })
    command.action(() => {
      takeNetuid(command, spec)
      // By commander this would come before an option that does not exist, which is more likely a typo of this one.
      const missing = required.filter(
        (option) => command.getOptionValue(option.attributeName()) === undefined,
      )
      // The configuration may have the netuid.
      const absent = missing.find((option) => option.attributeName() !== 'netuid')
      if (absent) command.error(`error: ${notSpecified(absent.flags)}`)
      options.onInvoke({
        spec,
        command: parent === program ? spec.name : `${parent.name()} ${spec.name}`,
        globals: program.opts(),
        options: command.opts(),
        args: command.args,
      })
    })
  }
}

/** Objection to a command line without a required option. */
export const notSpecified = (flags: string): string => `required option '${flags}' not specified`

/** Takes the positional `[netuid]` of a command for its option `--netuid`. */
function takeNetuid(command: Command, spec: CommandSpec): void {
  const [given] = command.args
  if (given === undefined || spec.arguments?.[0]?.[0] !== '[netuid]') return
  if (command.getOptionValue('netuid') !== undefined)
    command.error('error: the netuid is given twice, as an argument and as --netuid')
  command.setOptionValue('netuid', given)
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
]

function examplesOf({ examples }: CommandSpec): string {
  const lines = examples.map(([line, meaning]) => `  $ subnet ${line}\n      ${meaning}`)
  return `\nExamples:\n${lines.join('\n')}`
}
