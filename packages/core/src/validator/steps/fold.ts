import type { Context } from '../context.js'
import { stepJob } from '../jobs.js'
import { voidRound } from './void-round.js'

/**
 * Folds a round whose miners have all been queried into the scores, then queues the weights step. A round that says
 * nothing about any miner is skipped instead, without weights.
 */
export async function foldRound(context: Context, number: number): Promise<void> {
  if (await voidRound(context, number)) return
  const changed = await context.store.fold(number, context.subnet.incentive.scoreboard)
  if (changed !== null) context.emit({ kind: 'round-folded', round: number, miners: changed.length })
  const round = await context.store.round(number)
  if (round?.state !== 'folded') return
  await context.queues.add(stepJob(context, 'weights', number))
}
