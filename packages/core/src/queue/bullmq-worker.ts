import {
  type Clock,
  limitTime,
  type SubnetError,
  systemClock,
  type Timer,
  untilAborted,
} from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { Condition } from './condition.js'
import type { WorkOptions } from './types.js'

/** Grace period for running jobs when the queues are disposed, in ms; none while the backend is in trouble. */
const drainMs = 10_000

/** Pause of a worker that was refused, in ms. */
const restMs = 1_000

/** Time between two reports of lost locks, in ms: after a pause of the process, every running job has lost its own. */
const lockReportMs = 60_000

/** A worker of BullMQ as far as it is supervised. */
export interface BullWorker {
  pause(doNotWaitActive?: boolean): Promise<void>
  resume(): Promise<void>
  close(force?: boolean): Promise<void>
  readonly backend: { disconnectBlocking(wait?: boolean): Promise<void> }
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'failed', listener: (job: { id?: string } | undefined, error: Error) => void): unknown
  once(event: 'closing', listener: () => void): unknown
}

interface Supervision {
  readonly queue: string
  readonly lockMs: number
  readonly condition: Condition
  /** Jobs that the worker runs at present. */
  readonly running: () => number
  /** Returns what an error means for the backend, or null if it concerns a single job. */
  readonly report: (error: unknown) => SubnetError | null
  readonly onError: NonNullable<WorkOptions['onError']>
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/**
 * Reports the errors around the jobs of a worker, and lets it rest when the backend answers and refuses: otherwise it
 * would ask again without a pause. A lost connection it survives by itself. A worker with running jobs keeps running: a full
 * backend still gives it the next job when it ends one, which is how the backend gets room.
 */
export function superviseWorker(worker: BullWorker, options: Supervision): void {
  const { queue, lockMs, condition, running, report, onError, clock = systemClock } = options
  let lockReported = Number.NEGATIVE_INFINITY
  let troubledAt = Number.NEGATIVE_INFINITY
  const stop = condition.listen(() => {
    troubledAt = clock.now()
  })
  // Locks that ran out while the backend was lost are part of that trouble.
  const isTroubled = () => condition.trouble !== null || clock.now() - troubledAt < lockMs
  let resting: Timer | undefined
  function rest({ code }: SubnetError): void {
    // A database in the process refuses at once: jobs that run would keep the worker from ever waiting.
    const drains = running() > 0 && code.startsWith('QUEUE_')
    if (resting !== undefined || drains) return
    void worker.pause(true)
    resting = clock.timeout(() => {
      resting = undefined
      void worker.resume()
    }, restMs)
  }
  worker.on('error', (error) => {
    const trouble = report(error)
    if (trouble !== null) {
      if (trouble.code !== 'QUEUE_UNAVAILABLE') rest(trouble)
      return
    }
    if (isOutdated(error)) return
    if (!/could not renew lock/.test(error.message)) return onError(error)
    if (isTroubled() || clock.now() - lockReported < lockReportMs) return
    lockReported = clock.now()
    onError(coreError('JOB_LOCK_LOST', { queue, lockMs }, { cause: error }))
  })
  worker.on('failed', (job, error) => {
    if (/stalled more than/.test(error.message)) {
      onError(coreError('JOB_STALLED', { queue, job: job?.id ?? 'unknown' }, { cause: error }))
    }
  })
  worker.once('closing', () => {
    stop()
    resting?.cancel()
  })
}

/** The run of a job that another worker has taken over or ended: its result is in the store, or will be made again. */
const isOutdated = ({ message }: Error) =>
  /^Missing (lock|key) for job|^Lock mismatch|is not in the active state/.test(message)

/** Parts that ending a worker needs. */
export interface Ending {
  readonly worker: BullWorker
  readonly condition: Condition
  /** The jobs that run at present. */
  readonly running: ReadonlySet<Promise<void>>
  /** Time for the backend to take the ends of jobs, in ms; undefined for one that is always there. */
  readonly answerMs?: number | undefined
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/**
 * Closes a worker once its running jobs are over, and acknowledged unless the backend is in trouble or does not answer:
 * then they are repeated. BullMQ's own close comes last, because one that has begun can no longer be forced.
 */
export async function closeWorker({
  worker,
  condition,
  running,
  answerMs,
  clock = systemClock,
}: Ending): Promise<void> {
  await worker.pause(true)
  while (running.size > 0) await Promise.allSettled(running)
  if (condition.trouble !== null || answerMs === undefined) return worker.close(condition.trouble !== null)
  using limit = limitTime(answerMs, { clock })
  const closing = worker.close()
  try {
    await untilAborted(closing, limit.signal)
  } catch (error) {
    if (!limit.isCauseOf(error)) throw error
    closing.catch(() => {}) // it goes on until the connections are gone
    await worker.backend.disconnectBlocking(false)
  }
}

/** Closes a worker: running jobs get {@link drainMs} to end unless the backend is in trouble, and are repeated otherwise. */
export async function drainWorker(ending: Ending): Promise<void> {
  const { worker, condition, answerMs, clock = systemClock } = ending
  using limit = limitTime(condition.trouble === null ? drainMs : 0, { clock })
  const stop = condition.listen((trouble) => {
    if (trouble !== null) limit.abort(trouble)
  })
  await untilAborted(closeWorker(ending), limit.signal).catch(() => {})
  stop()
  const closed = worker.close(true)
  if (answerMs === undefined) return closed
  // A job whose end was on its way to a server that froze holds it up until the connections are gone.
  using rest = limitTime(answerMs, { clock })
  await untilAborted(closed, rest.signal).catch((error: unknown) => {
    if (!rest.isCauseOf(error)) throw error
  })
}
