import type { PasswordPrompt } from '@subnetkit/wallet'
import { cliError } from '../errors.js'
import type { Prompter } from '../io.js'

/** Asks the user; twice for a password that encrypts a new file. */
export function passwordPrompt(prompter: Prompter): PasswordPrompt {
  return async ({ path, purpose }) => {
    const first = await prompter.password(
      purpose === 'unlock' ? `Password of ${path}` : `New password for ${path}`,
    )
    if (first === null) throw cliError('INTERRUPTED', {})
    if (first === '') return undefined
    if (purpose === 'unlock') return first
    const second = await prompter.password('Repeat the password')
    if (second === null) throw cliError('INTERRUPTED', {})
    if (second === first) return first
    throw cliError('USAGE', {
      detail: 'the two passwords differ',
      fix: 'Run the command again and type the same password twice.',
    })
  }
}
