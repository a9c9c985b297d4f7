import type { QueueId, Queues } from '@subnetkit/core/validator'
import type { SourceFailedJob } from '@subnetkit/dashboard'
import { scrubText } from '../secrets/scrub.js'

/** Failures of one queue that are shown. */
const mostOfQueue = 10

/** Reads the jobs of queues, by their short names, that an error keeps from their end. Reasons are scrubbed as lines of a log are. */
export async function failedJobs(
  queues: Pick<Queues, 'failures'>,
  queueIds: Readonly<Record<string, QueueId>>,
): Promise<readonly SourceFailedJob[]> {
  const found = await Promise.all(
    Object.entries(queueIds).map(async ([queue, id]) => {
      const jobs = await queues.failures(id, mostOfQueue)
      return jobs.map(({ id: job, state, attempts, reason, failedAt }) => ({
        ...{ queue, id: job, isOver: state === 'failed', attempts, failedAt },
        reason: scrubText(reason ?? 'it gave none'),
      }))
    }),
  )
  return found.flat()
}
