import type { NewJob, QueueId } from '../queue/types.js'
import type { Context } from './context.js'

/** A step of a round. */
export interface RoundJob {
  readonly round: number
}

/** Query or scoring of one miner in a round. */
export interface MinerJob extends RoundJob {
  readonly uid: number
}

/** The steps in the rounds queue. */
export type RoundStep = 'plan' | 'fold' | 'weights' | 'outbox'

type Jobs = Pick<Context, 'names' | 'retryDelayMs'>

/** Job for a step of a round. Its id names the step: adding it twice gives one job. Its result is in the store. */
export function stepJob(context: Jobs, step: RoundStep, round: number): NewJob {
  return jobIn(context, context.names.rounds, step, `${step}-${round}`, { round } satisfies RoundJob)
}

/** Job that advances pending weights; there is one such job at a time. */
export function outboxJob(context: Jobs): NewJob {
  return jobIn(context, context.names.rounds, 'outbox', 'outbox', { round: -1 } satisfies RoundJob)
}

export const queryJob = (context: Jobs, round: number, uid: number) => minerJob(context, 'query', round, uid)
export const scoreJob = (context: Jobs, round: number, uid: number) => minerJob(context, 'score', round, uid)

function minerJob(context: Jobs, step: 'query' | 'score', round: number, uid: number): NewJob {
  return jobIn(context, context.names[step], step, `${step}-${round}-${uid}`, {
    ...{ round, uid },
  } satisfies MinerJob)
}

/**
 * Longest pause between two attempts, in ms. A chain that is back is used soon: a round may be short, and the window
 * for weights shorter.
 */
const maxRetryDelayMs = 5_000

/** Attempts are not counted: each step ends by itself once its work is worth nothing any more. */
function jobIn({ retryDelayMs }: Jobs, queue: QueueId, name: string, id: string, data: unknown): NewJob {
  return { queue, name, id, data, attempts: 'unlimited', retryDelayMs, maxRetryDelayMs }
}
