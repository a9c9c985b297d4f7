import type { Context } from '../context.js'
import { stepJob } from '../jobs.js'

/** Adds the fold of a round whose last query is over. */
export async function foldIfOver({ store, queues, ...context }: Context, number: number): Promise<void> {
  if (await store.hasOpenQueries(number)) return
  await queues.add(stepJob(context, 'fold', number))
}
