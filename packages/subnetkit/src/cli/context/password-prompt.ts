import type { PasswordPrompt } from '@subnetkit/wallet'
import type { Prompter } from '../io.js'
import { CliError, interrupted } from '../output/failure.js'

/** Asks the person at the terminal; twice for a password that seals a new file. */
export function passwordPrompt(prompter: Prompter): PasswordPrompt {
  return async ({ path, purpose }) => {
    const first = await prompter.password(
      purpose === 'unlock' ? `password of ${path}` : `new password for ${path}`,
    )
    if (first === null) throw interrupted()
    if (first === '') return undefined
    if (purpose === 'unlock') return first
    const second = await prompter.password('the same again')
    if (second === first) return first
    throw new CliError('USAGE', 'the two passwords differ', 'run it again')
  }
}
