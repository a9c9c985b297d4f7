import type { CommanderError } from 'commander'
import { CliError } from '../output/failure.js'
import { catalogue } from './catalogue.js'

/** What commander refused, as an error that names the help to read. */
export function usageError(error: CommanderError, words: readonly string[]): CliError {
  const command = commandIn(words)
  const help = `see subnet ${[...command, '--help'].join(' ')}`
  if (error.code === 'commander.help') {
    const place = command.length === 0 ? 'a command' : `what to do: subnet ${command.join(' ')} <command>`
    return new CliError('USAGE', `name ${place}`, help)
  }
  const [text = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n')
  const meant = /^\(Did you mean (.*)\?\)$/.exec(suggestion)?.[1]
  return new CliError('USAGE', text, meant === undefined ? help : `did you mean ${meant}? ${help}`)
}

/** The command that the words begin with, as far as there is one. */
function commandIn(words: readonly string[]): readonly string[] {
  const entry = catalogue.find(({ name }) => words.includes(name))
  if (entry === undefined) return []
  if (!('commands' in entry)) return [entry.name]
  const rest = words.slice(words.indexOf(entry.name) + 1)
  const command = entry.commands.find(({ name }) => rest.includes(name))
  return command === undefined ? [entry.name] : [entry.name, command.name]
}
