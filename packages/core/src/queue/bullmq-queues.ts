import type { SubnetError } from '@subnetkit/base'
import { type BackendFactory, type Job as BullJob, type IQueueBackend, type Queue, withBackend } from 'bullmq'
import { closeWorker, drainWorker, type Ending, superviseWorker } from './bullmq-worker.js'
import type { Condition } from './condition.js'
import { failureOf, keptFailed, optionsFor, readJob, retryDelay, stateOf } from './job-options.js'
import { checkJobId, keyOf } from './names.js'
import type { QueueTelemetry } from './telemetry.js'
import type { FailedJob, Job, JobState, JobWorker, NewJob, QueueId, Queues, WorkOptions } from './types.js'

/** A queue as BullMQ addresses it. */
export interface BullQueueName {
  readonly name: string
  /** Prefix of the keys on Redis. */
  readonly prefix?: string
}

/** One of the two backends. */
export interface Backend<Connection> {
  readonly backend: Queues['backend']
  readonly factory: BackendFactory<IQueueBackend, Connection>
  readonly telemetry: QueueTelemetry | undefined
  readonly condition: Condition
  /** Time for the ends of jobs to be taken when a worker closes, in ms. @default no limit */
  readonly answerMs?: number
  /** Reports an error that a worker met; returns what it means for the backend, null if it concerns a single job. */
  report(error: unknown): SubnetError | null
  /** The connection for one queue, worker or producer. */
  connect(): Connection
  /** Runs what a caller waits for, with a time limit, and with errors that have a code. */
  call<T>(work: () => Promise<T>): Promise<T>
  nameOf(queue: QueueId): BullQueueName
  /** Returns those ids whose job is kept but neither waits nor runs: it failed, or its place was lost. */
  over(queue: BullQueueName, ids: readonly string[]): Promise<string[]>
  /** Returns those ids whose job neither waits nor runs, in one round trip. */
  missing(queue: BullQueueName, ids: readonly string[]): Promise<string[]>
  /** Deletes what BullMQ keeps for nobody, now and then; called with the number of jobs that were added. */
  tidy?(added: number): Promise<void>
  /** Counts the workers of all processes; undefined where only this process can have any. */
  countWorkers?(queue: WorkerLister): Promise<number | null>
  close(): Promise<void>
}

/** Events that BullMQ keeps for listeners, of which we have none. */
export const keptEvents = 100

type WorkerLister = Pick<Queue, 'getWorkers'>

type BullQueue = Pick<
  Queue,
  | 'add'
  | 'addBulk'
  | 'getJob'
  | 'getJobCounts'
  | 'getWaiting'
  | 'getFailed'
  | 'getDelayed'
  | 'remove'
  | 'drain'
  | 'close'
> &
  WorkerLister

/** Queues over BullMQ on a backend; everything made through them is closed with them. */
export function createBullQueues<Connection>(options: Backend<Connection>): Queues {
  const classes = withBackend(options.factory)
  const queues = new Map<string, BullQueue>()
  const workers = new Map<Ending, string>()
  const telemetry = options.telemetry && { telemetry: options.telemetry }
  const { condition, call } = options
  let closed: Promise<void> | undefined

  function queueOf(queue: QueueId): BullQueue {
    const { name, ...prefix } = options.nameOf(queue)
    const key = keyOf(queue)
    const known = queues.get(key)
    if (known) return known
    const made = silenced(
      new classes.Queue(name, {
        connection: options.connect(),
        ...prefix,
        ...telemetry,
        streams: { events: { maxLen: keptEvents } },
      }),
    )
    queues.set(key, made)
    return made
  }

  const ownWorkers = (queue: QueueId) => [...workers.values()].filter((key) => key === keyOf(queue)).length

  const removeAll = (queue: QueueId, ids: readonly string[]) =>
    Promise.all(ids.map((id) => queueOf(queue).remove(id)))

  async function addTo(queue: QueueId, jobs: readonly NewJob[]): Promise<void> {
    const ids = jobs.flatMap(({ id }) => id ?? [])
    if (ids.length > 0) await removeAll(queue, await options.over(options.nameOf(queue), ids))
    const adding = jobs.map((job) => ({ name: job.name, data: job.data, opts: optionsFor(job) }))
    const [first] = adding
    // On the embedded backend, adding one in bulk costs seven times as much.
    if (first && adding.length === 1) await queueOf(queue).add(first.name, first.data, first.opts)
    else await queueOf(queue).addBulk(adding)
  }

  async function close(): Promise<void> {
    await Promise.all([...workers.keys()].map(drainWorker))
    await Promise.all([...queues.values()].map((queue) => queue.close()))
    await options.close()
  }

  return {
    backend: options.backend,
    get trouble() {
      return condition.trouble
    },
    onTrouble: condition.listen,
    async add(...jobs) {
      for (const { id } of jobs) if (id !== undefined) checkJobId(id)
      const queues = new Map(jobs.map(({ queue }) => [keyOf(queue), queue]))
      for (const [key, queue] of queues) {
        const own = jobs.filter((job) => keyOf(job.queue) === key)
        await call(() => addTo(queue, own))
      }
      await call(async () => options.tidy?.(jobs.length))
    },
    work<Data>(
      queue: QueueId,
      work: (job: Job<Data>) => Promise<void>,
      { concurrency = 1, lockMs = 10_000, onError = () => {} }: WorkOptions = {},
    ): JobWorker {
      const { name, ...prefix } = options.nameOf(queue)
      const running = new Set<Promise<void>>()
      async function process(job: BullJob<Data>): Promise<void> {
        const run = work(readJob(job))
        running.add(run)
        try {
          await run
        } catch (error) {
          throw failureOf(error)
        } finally {
          running.delete(run)
        }
      }
      const worker = new classes.Worker(name, process, {
        connection: options.connect(),
        ...prefix,
        ...telemetry,
        settings: { backoffStrategy: retryDelay },
        concurrency,
        lockDuration: lockMs,
        // Each look marks what runs, and takes back what the one before has marked and has no lock any more.
        stalledInterval: Math.ceil(lockMs / 2),
        // A job whose worker dies this often is taken to be what kills it.
        maxStalledCount: 20,
        removeOnComplete: { count: 0 },
        removeOnFail: keptFailed,
      })
      const { report } = options
      superviseWorker(worker, {
        queue: keyOf(queue),
        lockMs,
        condition,
        running: () => running.size,
        report,
        onError,
      })
      const ending: Ending = { worker, condition, running, answerMs: options.answerMs }
      workers.set(ending, keyOf(queue))
      worker.once('closing', () => workers.delete(ending))
      let closing: Promise<void> | undefined
      return {
        async close({ force = false } = {}) {
          if (force) return worker.close(true)
          closing ??= closeWorker(ending)
          await closing
        },
      }
    },
    get: (queue, id) =>
      call(async () => {
        const job = await queueOf(queue).getJob(id)
        const state = job && stateOf(await job.getState())
        if (!state) return null
        return {
          state,
          attempts: job.attemptsStarted,
          reason: job.failedReason ?? null,
        }
      }),
    counts: (id) =>
      call(async () => {
        const queue = queueOf(id)
        const [counts, [next], workers] = await Promise.all([
          queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
          queue.getWaiting(0, 0),
          options.countWorkers ? options.countWorkers(queue) : ownWorkers(id),
        ])
        const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts
        const oldestMs = next ? Math.max(0, Date.now() - next.timestamp) : null
        return { waiting, active, delayed, failed, oldestMs, workers }
      }),
    failures: (id, limit) =>
      call(async () => {
        const queue = queueOf(id)
        const [failed, delayed] = await Promise.all([
          queue.getFailed(0, limit - 1),
          queue.getDelayed(0, limit - 1),
        ])
        return [
          ...failed.map((job) => failedJob(job, 'failed')),
          ...delayed.filter(({ failedReason }) => failedReason).map((job) => failedJob(job, 'waiting')),
        ]
      }),
    async missing(queue, ids) {
      return ids.length === 0 ? [] : call(() => options.missing(options.nameOf(queue), ids))
    },
    async remove(queue, ids) {
      await call(() => removeAll(queue, ids))
    },
    async clear(queue) {
      await call(() => queueOf(queue).drain(true))
    },
    [Symbol.asyncDispose]() {
      closed ??= close()
      return closed
    },
  }
}

const failedJob = (job: BullJob, state: JobState): FailedJob => ({
  ...{ id: job.id ?? job.name, name: job.name, state, attempts: job.attemptsStarted },
  ...{ reason: job.failedReason ?? null, failedAt: job.finishedOn ?? job.processedOn ?? null },
})

/** Without a listener an 'error' event would end the process; calls report their own errors. */
function silenced<T extends { on(event: 'error', listener: (error: Error) => void): unknown }>(made: T): T {
  made.on('error', () => {})
  return made
}
