import { cliError } from '../errors.js'
import type { Context } from './context.js'

/**
 * Asks before something is changed. `--yes` answers; where there is no one to ask (no terminal, or `--json`) the
 * command is refused rather than left waiting. Throws NOT_CONFIRMED, INTERRUPTED.
 */
export async function confirmOrRefuse({ settings, io }: Context, question: string): Promise<void> {
  if (settings.yes) return
  if (io.prompter === null || settings.json) {
    throw cliError('NOT_CONFIRMED', {
      detail: `there is no terminal to ask on: "${question}"`,
      fix: 'Pass --yes to confirm, or --dry-run to see the plan only.',
    })
  }
  const answer = await io.prompter.confirm(question)
  if (answer === null) throw cliError('INTERRUPTED', {})
  if (answer) return
  throw cliError('NOT_CONFIRMED', {
    detail: 'not confirmed, nothing was changed',
    fix: 'Run it again and answer yes, or pass --yes.',
  })
}
