import type { Context } from '../context.js'
import { stepJob } from '../jobs.js'

/** Folds a round whose miners have all been queried into the scores, then queues the weights step. */
export async function foldRound(context: Context, number: number): Promise<void> {
  const changed = await context.store.fold(number, context.subnet.incentive.scoreboard)
  if (changed !== null) context.emit({ kind: 'round-folded', round: number, miners: changed.length })
  const round = await context.store.round(number)
  if (round?.state !== 'folded') return
  await context.queues.add(stepJob(context, 'weights', number))
}
