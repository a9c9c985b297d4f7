import { type BackoffStrategy, type Job as BullJob, type JobsOptions, UnrecoverableError } from 'bullmq'
import { NoRetry } from './no-retry.js'
import type { Job, JobState, NewJob } from './types.js'

/** Failed jobs to keep, for people: nothing depends on them. */
export const keptFailed = { count: 200 } as const

/** Largest number of attempts that both backends can store. */
const unlimited = 2 ** 31 - 1

/** Longest pause between two attempts, in ms. */
const longestPauseMs = 30_000

/** Latest time at which a job can be due, in Unix ms: one that is due later was delayed before the clock was set back. */
export const latestDue = () => Date.now() + 2 * longestPauseMs

interface CappedBackoff {
  readonly type: 'capped'
  readonly delay: number
  readonly longest: number
}

/** Options of a job as BullMQ stores them with it. */
export function optionsFor(job: NewJob): JobsOptions {
  const { id, attempts = 5, retryDelayMs = 500, maxRetryDelayMs = longestPauseMs } = job
  const backoff: CappedBackoff = {
    type: 'capped',
    delay: retryDelayMs,
    longest: Math.min(maxRetryDelayMs, longestPauseMs),
  }
  return {
    ...(id !== undefined && { jobId: id }),
    attempts: attempts === 'unlimited' ? unlimited : attempts,
    backoff,
  }
}

/** Pause before the next attempt, in ms: doubles from `delay` to `longest`. */
export const retryDelay: BackoffStrategy = (attempts, _type, _error, job) => {
  const backoff = job?.opts.backoff as CappedBackoff | undefined
  if (backoff === undefined) return 0
  return Math.min(backoff.longest, Math.round(backoff.delay * 2 ** (attempts - 1)))
}

/** The failure of a job as BullMQ stores it: without the stack, which it would add to the job at each attempt. */
export function failureOf(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error)
  const failure = error instanceof NoRetry ? new UnrecoverableError(message) : new Error(message)
  failure.stack = ''
  return failure
}

export const readJob = <Data>(job: BullJob<Data>): Job<Data> => ({
  id: job.id ?? job.name,
  name: job.name,
  data: job.data,
  attempt: job.attemptsMade + 1,
  isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
})

export function stateOf(state: string): JobState | null {
  if (state === 'active' || state === 'failed') return state
  return state === 'completed' || state === 'unknown' ? null : 'waiting'
}
