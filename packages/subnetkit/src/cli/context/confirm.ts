import { CliError, interrupted } from '../output/failure.js'
import type { Context } from './context.js'

/**
 * Asks before something is changed. `--yes` answers; where nobody can be asked (no terminal, or `--json`) it is refused
 * rather than left hanging on a question. Throws NOT_CONFIRMED, INTERRUPTED.
 */
export async function confirmOrRefuse({ settings, io }: Context, question: string): Promise<void> {
  if (settings.yes) return
  if (io.prompter === null || settings.json) {
    throw new CliError(
      'NOT_CONFIRMED',
      'refusing to change anything without confirmation',
      'nobody can be asked here: pass --yes, or --dry-run to see the plan only',
    )
  }
  const answer = await io.prompter.confirm(question)
  if (answer === null) throw interrupted()
  if (answer) return
  throw new CliError(
    'NOT_CONFIRMED',
    'not confirmed, nothing was changed',
    'run it again and answer yes, or pass --yes',
  )
}
