import { systemClock } from '@subnetkit/base'
import type { QueueId, Queues } from '@subnetkit/core/validator'
import type { Resources } from '../neuron/resources.js'
import type { Observation } from './observation.js'

/** A queue of its own for a job that proves that jobs move, beside those of a mechanism. */
export function tryableQueue(ids: Readonly<Record<string, QueueId>>): QueueId | null {
  const [first] = Object.values(ids)
  return first === undefined ? null : { tag: first.tag, name: `${first.name}-trial` }
}

/**
 * Runs a job of no consequence through the queue, and calls `done` once it is finished: a process between two rounds has no other job
 * to show that its queue works. Best effort: without it the process counts as one that finished none.
 */
export function tryQueue(queues: Queues, queue: QueueId, resources: Resources, done: () => void): void {
  const worker = queues.work(queue, async () => {
    done()
    // Once the queue knows that the job is over.
    systemClock.timeout(() => void worker.close().catch(() => {}), 1_000, { ref: false })
  })
  resources.defer(() => worker.close({ force: true }))
  queues.add({ queue, name: 'trial', data: {}, id: 'trial' }).catch(() => {})
}

/** Returns true for an observation of a job that this process has finished. */
export const isFinishedJob = (observation: Observation): boolean =>
  observation.kind === 'event' && ['step-done', 'query-done'].includes(observation.event.kind)
