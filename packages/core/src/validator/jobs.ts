import type { NewJob } from '../queue/types.js'
import type { RoundRecord } from '../store/records.js'
import type { Context } from './context.js'
import type { QueryJob, RoundJob, RoundStep } from './job-types.js'

/** Job for a step of a round. Its id names the step: adding it twice gives one job. Its result is in the store. */
export function stepJob(context: Context, step: RoundStep, round: number): NewJob {
  const { names, attempts, retryDelayMs } = context
  const data: RoundJob = { round }
  return { queue: names.rounds, name: step, id: `${step}-${round}`, data, attempts, retryDelayMs }
}

/** Schedules the job that advances pending weights; there is one such job at a time. */
export async function addOutboxJob(context: Context, round: number): Promise<void> {
  await context.queues.add({ ...stepJob(context, 'outbox', round), id: 'outbox' })
}

/** Adds the jobs of a planned round, all or none: one for each miner, and the fold that waits for them. */
export async function addRoundFlow(context: Context, round: RoundRecord): Promise<void> {
  const { names, attempts, retryDelayMs } = context
  const { number, miners } = round
  await context.queues.addFlow(
    stepJob(context, 'fold', number),
    miners.map(({ uid, hotkey }) => ({
      queue: names.queries,
      name: 'query',
      id: `query-${number}-${uid}`,
      data: { round: number, hotkey } satisfies QueryJob,
      ...{ attempts, retryDelayMs },
    })),
  )
}
