import type { JobsOptions } from 'bullmq'
import type { RoundRecord } from '../store/records.js'
import type { Context } from './context.js'
import type { QueryJob, RoundJob, RoundStep } from './job-types.js'

/** Options of a job whose id says what it does: added twice, it is one job. */
export function jobOptions(context: Context, id: string): JobsOptions {
  return {
    jobId: id,
    attempts: context.attempts,
    backoff: { type: 'exponential', delay: context.retryDelayMs },
    // What a job found is in the store; a job that is added again after this finds it there.
    removeOnComplete: { count: 200 },
    removeOnFail: { count: 200 },
  }
}

/** Has the weights that are on their way looked after; there is one such job at a time. */
export async function addOutboxJob(context: Context, round: number): Promise<void> {
  const options = { ...jobOptions(context, 'outbox'), removeOnComplete: true, removeOnFail: true }
  await context.rounds.add('outbox' satisfies RoundStep, { round }, options)
}

/** Adds the jobs of a planned round, all or none: one for each miner, and the fold that waits for them. */
export async function addRoundFlow(context: Context, round: RoundRecord): Promise<void> {
  const { rounds, queries } = context.names
  const { number, miners } = round
  await context.flow.add({
    name: 'fold' satisfies RoundStep,
    queueName: rounds,
    data: { round: number } satisfies RoundJob,
    opts: jobOptions(context, `fold-${number}`),
    children: miners.map(({ uid, hotkey }) => ({
      name: 'query',
      queueName: queries,
      data: { round: number, hotkey } satisfies QueryJob,
      // One miner's failed job must not keep the round from the others.
      opts: { ...jobOptions(context, `query-${number}-${uid}`), ignoreDependencyOnFailure: true },
    })),
  })
}
