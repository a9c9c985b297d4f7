import type { Context } from '../context.js'
import { addRoundFlow } from '../jobs.js'

/**
 * Sees to it that every planned round has its jobs, also when the queue lost them or gave one of them up: a round
 * that was asked is always folded in the end.
 */
export async function resumeRounds(context: Context): Promise<void> {
  for (const round of await context.store.rounds()) {
    if (round.state !== 'planned') continue
    await addRoundFlow(context, round)
    const fold = await context.queues.get(context.names.rounds, `fold-${round.number}`)
    if (fold?.state === 'failed') await fold.retry()
  }
}
