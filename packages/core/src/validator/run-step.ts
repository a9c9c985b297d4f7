import { toSubnetError } from '@subnetkit/base'
import type { Job, JobWorker, QueueId } from '../queue/types.js'
import type { Context } from './context.js'
import { troubleOf } from './emit.js'
import type { StepName } from './events.js'
import type { RoundJob } from './jobs.js'

/** Works through a queue of steps; reports how long each took, and each failure. */
export function workSteps<Data extends RoundJob & { readonly uid?: number }>(
  context: Context,
  queue: QueueId,
  concurrency: number,
  run: (job: Job<Data>) => Promise<void>,
): JobWorker {
  const { queues, lockMs, clock, emit } = context
  async function runStep(job: Job<Data>): Promise<void> {
    const startedAt = clock.now()
    try {
      await run(job)
    } catch (error) {
      const { code, message: reason, fix, transient } = toSubnetError(error)
      const failure = { step: job.id, code, reason, fix: transient ? null : fix, final: job.isLastAttempt }
      emit({ kind: 'step-failed', ...failure })
      throw error
    }
    const { round, uid = null } = job.data
    emit({ kind: 'step-done', step: job.name as StepName, round, uid, ms: clock.now() - startedAt })
  }
  return queues.work<Data>(queue, runStep, {
    ...{ concurrency, lockMs },
    onError: (error) => emit(troubleOf(error)),
  })
}
