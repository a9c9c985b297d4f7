import type { CommanderError } from 'commander'
import { catalogue } from './catalogue.js'

/** Says what commander refused, and which help to read. */
export function explainUsage(
  error: CommanderError,
  words: readonly string[],
): { readonly detail: string; readonly fix: string } {
  const command = commandIn(words)
  const line = `subnet ${[...command, '--help'].join(' ')}`
  const help = `Run ${line} for what it takes.`
  if (error.code === 'commander.help') {
    const detail =
      command.length === 0
        ? 'no command was given'
        : `${command.join(' ')} needs a command: subnet ${command.join(' ')} <command>`
    return { detail, fix: `Run ${line} for the list.` }
  }
  const netuid = words.find((word) => /^\d{1,5}$/.test(word))
  if (error.code === 'commander.excessArguments' && netuid !== undefined) {
    return {
      detail: error.message.replace(/^error: /, '').replace(/\.$/, ''),
      fix: `Did you mean --netuid ${netuid}? ${help}`,
    }
  }
  const [text = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n')
  const meant = /^\(Did you mean (.*)\?\)$/.exec(suggestion)?.[1]
  return {
    detail: withoutValue(text).replace(/\.$/, ''),
    fix: meant === undefined ? help : `Did you mean ${meant}? ${help}`,
  }
}

/** Quoted text may be a misplaced secret: keeps only text that could be the name of a command or an option. */
const withoutValue = (text: string): string =>
  text
    .replace(/^(unknown option '--?[\w.-]+)=.*'$/s, "$1'")
    .replace(/^(unknown (?:command|option)) '(?!-{0,2}[a-z][a-z_.-]{0,23}').*'$/s, '$1')

/** The command that the words begin with, as far as there is one. */
function commandIn(words: readonly string[]): readonly string[] {
  const entry = catalogue.find(({ name }) => words.includes(name))
  if (entry === undefined) return []
  if (!('commands' in entry)) return [entry.name]
  const rest = words.slice(words.indexOf(entry.name) + 1)
  const command = entry.commands.find(({ name }) => rest.includes(name))
  return command === undefined ? [entry.name] : [entry.name, command.name]
}
