import type { CommanderError } from 'commander'

/** Says what commander refused of a command line, and which help to read: that of the command, by its names. */
export function explainUsage(
  error: CommanderError,
  words: readonly string[],
  command: readonly string[],
): { readonly detail: string; readonly fix: string } {
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
