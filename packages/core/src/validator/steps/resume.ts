import type { Context } from '../context.js'
import { addRoundFlow } from '../jobs.js'

/**
 * Makes sure that every planned round has its jobs, even if the queue lost or gave up on one of them: every round that
 * was queried is eventually folded.
 */
export async function resumeRounds(context: Context): Promise<void> {
  for (const round of await context.store.rounds()) {
    if (round.state !== 'planned') continue
    await addRoundFlow(context, round)
    const fold = await context.queues.get(context.names.rounds, `fold-${round.number}`)
    if (fold?.state === 'failed') await fold.retry()
  }
}
