import { type Command, CommanderError } from 'commander'
import { findTypedSecret } from '../../secrets/secrets.js'
import { version } from '../version.js'
import { catalogue } from './catalogue.js'
import { createProgram, type Invocation } from './program.js'
import { explainUsage } from './usage-error.js'

/** Result of parsing a command line. */
export type Parsed =
  | { readonly kind: 'run'; readonly invocation: Invocation }
  /** Help or version. */
  | { readonly kind: 'print'; readonly text: string }
  | Refused

/** A command line that cannot be meant. */
export interface Refused {
  readonly kind: 'refused'
  readonly detail: string
  readonly fix: string
  /** Position and kind of a secret on the command line. */
  readonly secret?: { readonly place: string; readonly kind: string }
}

/** Parts that the help depends on. */
export interface Caller {
  readonly columns?: number | undefined
  /** Command line of a packaged role, in place of `subnet <role> [module]`. */
  readonly packagedAs?: string | undefined
}

/** Columns of the help where there is no terminal. */
const plainWidth = 100

/** Reads a command line. One that holds a secret is refused before anything could show it. */
export function parseCommandLine(words: readonly string[], caller: Caller = {}): Parsed {
  const secret = findTypedSecret(words)
  if (secret !== null) {
    const { place, kind } = secret
    return { kind: 'refused', detail: '', fix: '', secret: { place, kind } }
  }
  let invocation: Invocation | undefined
  let text = ''
  const program = createProgram({
    version,
    width: caller.columns || plainWidth,
    packagedAs: caller.packagedAs,
    write: (part) => {
      text += part
    },
    onInvoke: (called) => {
      invocation = called
    },
  })
  try {
    program.parse(asHelp(words), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    const isGroupAlone = ['commander.help', 'commander.unknownOption', 'commander.unknownCommand'].includes(
      error.code,
    )
    const usual = isGroupAlone && error.exitCode !== 0 ? withUsual(words) : null
    if (usual !== null) return parseCommandLine(usual, caller)
    if (error.exitCode !== 0)
      return { kind: 'refused', ...explainUsage(error, words, commandIn(program, words)) }
    // Commander helps with what is above a command that does not exist; without the flag it refuses it.
    if (namesUnknown(program))
      return parseCommandLine(
        words.filter((word) => !helpFlags.has(word)),
        caller,
      )
    return { kind: 'print', text }
  }
  if (invocation === undefined) throw new Error('a command line was parsed and called nothing')
  return { kind: 'run', invocation }
}

const helpFlags = new Set(['-h', '--help', 'help'])

/** `subnet help weights set` as `subnet weights set --help`. */
const asHelp = (words: readonly string[]): readonly string[] =>
  words[0] === 'help' ? [...words.slice(1), '--help'] : words

/** The words with the command that the name of a group alone, or with options, stands for; null if it stands for none. */
function withUsual(words: readonly string[]): readonly string[] | null {
  const group = catalogue.find((entry) => 'usual' in entry && words.includes(entry.name))
  if (group === undefined || !('usual' in group) || group.usual === undefined) return null
  const next = words.indexOf(group.name) + 1
  // A path is no command: `subnet gateway ./subnet.ts`.
  const isCommand = words[next] !== undefined && !/^-|[./\\]/.test(words[next])
  return isCommand ? null : words.toSpliced(next, 0, group.usual)
}

/** Names of the command that the words begin with, as far as there is one. Values of options are none, though they may be called the same. */
function commandIn(program: Command, words: readonly string[]): readonly string[] {
  const valued = new Set(
    flatten(program).flatMap(({ options }) =>
      options
        .filter(({ required, optional }) => required || optional)
        .flatMap(({ short, long }) => [short, long]),
    ),
  )
  const names: string[] = []
  let command = program
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (word.startsWith('-')) {
      if (valued.has(word)) at++
      continue
    }
    const next = command.commands.find((candidate) => candidate.name() === word)
    if (next === undefined) break
    names.push(word)
    command = next
  }
  return names
}

const flatten = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(flatten)]

/** Returns true if the words after a group are not one of its commands. */
function namesUnknown(command: Command): boolean {
  const [operand] = command.args
  if (command.commands.length === 0 || operand === undefined || operand.startsWith('-')) return false
  const next = command.commands.find((candidate) => candidate.name() === operand)
  return next === undefined || namesUnknown(next)
}
