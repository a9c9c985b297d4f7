import { toSubnetError } from '@subnetkit/base'
import type { Job, JobWorker, QueueId } from '../queue/types.js'
import type { Context } from './context.js'
import { troubleOf } from './emit.js'
import type { StepName } from './events.js'
import type { RoundJob } from './jobs.js'

/** Result of a step that had nothing to do any more. */
export const nothingToDo = Symbol('nothing to do')

/** Works through a queue of steps; reports how long each took, and each failure. */
export function workSteps<Data extends RoundJob & { readonly uid?: number }>(
  context: Context,
  queue: QueueId,
  concurrency: number,
  run: (job: Job<Data>) => Promise<unknown>,
): JobWorker {
  const { queues, lockMs, clock, emit, troubles } = context
  async function runStep(job: Job<Data>): Promise<void> {
    const startedAt = clock.now()
    try {
      // A step that found nothing to do says nothing about what the one before failed of.
      if ((await run(job)) === nothingToDo) return
    } catch (error) {
      const known = toSubnetError(error)
      const { code, message: reason, fix, transient } = known
      if (transient) troubles.met(job.name, known)
      emit({ kind: 'step-failed', step: job.id, code, reason, fix, final: job.isLastAttempt })
      throw error
    }
    troubles.over(job.name)
    const { round, uid = null } = job.data
    emit({ kind: 'step-done', step: job.name as StepName, round, uid, ms: clock.now() - startedAt })
  }
  return queues.work<Data>(queue, runStep, {
    ...{ concurrency, lockMs },
    onError: (error) => emit(troubleOf(error)),
  })
}
