import { limitTime, untilAborted } from '@subnetkit/base'
import {
  type BackendFactory,
  type BackoffStrategy,
  type Job as BullJob,
  type FlowProducer,
  type IQueueBackend,
  type JobsOptions,
  type Queue,
  UnrecoverableError,
  withBackend,
} from 'bullmq'
import { NoRetry } from './no-retry.js'
import type { QueueTelemetry } from './telemetry.js'
import type { Job, JobState, JobWorker, NewJob, QueueId, Queues, WorkOptions } from './types.js'

/** A queue as BullMQ addresses it. */
export interface BullQueueName {
  readonly name: string
  /** Prefix of the keys on Redis. */
  readonly prefix?: string
}

/** `open` is a job that waits or runs. */
export type Standing = 'open' | 'failed' | 'unknown'

/** One of the two backends. */
export interface Backend<Connection> {
  readonly backend: Queues['backend']
  readonly factory: BackendFactory<IQueueBackend, Connection>
  /** The connection for one queue, worker or producer. */
  readonly telemetry: QueueTelemetry | undefined
  connect(): Connection
  nameOf(queue: QueueId): BullQueueName
  /** Returns which of these jobs are stored, and whether they failed, in one round trip. */
  standing(queue: BullQueueName, ids: readonly string[]): Promise<Standing[]>
  /** Counts the workers of all processes; undefined where only this process can have any. */
  countWorkers?(queue: WorkerLister): Promise<number | null>
  close(): Promise<void>
}

/** Failed jobs to keep, for people: nothing depends on them. */
const keptFailed = { count: 200 } as const

/** Events that BullMQ keeps for listeners, of which we have none. */
const keptEvents = 100

/** Largest number of attempts that both backends can store. */
const unlimited = 2 ** 31 - 1

/** Grace period for running jobs when the queues are disposed, in ms. */
const drainMs = 10_000

export type WorkerLister = Pick<Queue, 'getWorkers'>

type BullQueue = Pick<Queue, 'addBulk' | 'getJob' | 'getJobCounts' | 'getWaiting' | 'remove' | 'close'> &
  WorkerLister

interface Closable {
  close(force?: boolean): Promise<void>
}

/** Queues over BullMQ on a backend; everything made through them is closed with them. */
export function createBullQueues<Connection>(options: Backend<Connection>): Queues {
  const classes = withBackend(options.factory)
  const queues = new Map<string, BullQueue>()
  const workers = new Map<Closable, string>()
  const telemetry = options.telemetry && { telemetry: options.telemetry }
  const flows = new Map<string, Pick<FlowProducer, 'add' | 'close'>>()
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

  function flowOf(queue: QueueId) {
    const known = flows.get(queue.tag)
    if (known) return known
    const { name: _, ...prefix } = options.nameOf(queue)
    const made = silenced(new classes.FlowProducer({ connection: options.connect(), ...prefix }))
    flows.set(queue.tag, made)
    return made
  }

  const ownWorkers = (queue: QueueId) => [...workers.values()].filter((key) => key === keyOf(queue)).length

  const removeAll = (queue: QueueId, ids: readonly string[]) =>
    Promise.all(ids.map((id) => queueOf(queue).remove(id)))

  async function addTo(queue: QueueId, jobs: readonly NewJob[]): Promise<void> {
    const ids = jobs.flatMap(({ id }) => id ?? [])
    const standing = await options.standing(options.nameOf(queue), ids)
    await removeAll(
      queue,
      ids.filter((_, index) => standing[index] === 'failed'),
    )
    await queueOf(queue).addBulk(
      jobs.map((job) => ({ name: job.name, data: job.data, opts: optionsFor(job) })),
    )
  }

  async function close(): Promise<void> {
    await Promise.all([...workers.keys()].map(drain))
    await Promise.all([...flows.values(), ...queues.values()].map((one) => one.close()))
    await options.close()
  }

  return {
    backend: options.backend,
    async add(...jobs) {
      const queues = new Map(jobs.map(({ queue }) => [keyOf(queue), queue]))
      for (const [key, queue] of queues) {
        await addTo(
          queue,
          jobs.filter((job) => keyOf(job.queue) === key),
        )
      }
    },
    async addFlow(parent, children) {
      const node = (job: NewJob) => ({
        name: job.name,
        queueName: options.nameOf(job.queue).name,
        data: job.data,
        opts: optionsFor(job),
      })
      await flowOf(parent.queue).add({
        ...node(parent),
        // The failed job of one child must not keep the parent from the others.
        children: children.map((child) => ({
          ...node(child),
          opts: { ...optionsFor(child), ignoreDependencyOnFailure: true },
        })),
      })
    },
    work<Data>(
      queue: QueueId,
      work: (job: Job<Data>) => Promise<void>,
      { concurrency = 1, lockMs = 10_000, onError = () => {} }: WorkOptions = {},
    ): JobWorker {
      const { name, ...prefix } = options.nameOf(queue)
      const process = (job: BullJob<Data>) => work(readJob(job)).catch(unrecoverable)
      const worker = new classes.Worker(name, process, {
        connection: options.connect(),
        ...prefix,
        ...telemetry,
        settings: { backoffStrategy: retryDelay },
        concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs,
        // A job whose worker dies this often is taken to be what kills it.
        maxStalledCount: 20,
        removeOnComplete: { count: 0 },
        removeOnFail: keptFailed,
      })
      worker.on('error', onError)
      workers.set(worker, keyOf(queue))
      worker.once('closing', () => workers.delete(worker))
      return { close: ({ force = false } = {}) => worker.close(force) }
    },
    async get(queue, id) {
      const job = await queueOf(queue).getJob(id)
      const state = job && stateOf(await job.getState())
      if (!state) return null
      return {
        state,
        attempts: job.attemptsStarted,
        reason: job.failedReason ?? null,
        retry: async () => {
          if (state === 'failed') await job.retry()
        },
      }
    },
    async counts(id) {
      const queue = queueOf(id)
      const [counts, [next], workers] = await Promise.all([
        queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
        queue.getWaiting(0, 0),
        options.countWorkers ? options.countWorkers(queue) : ownWorkers(id),
      ])
      const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts
      const oldestMs = next ? Math.max(0, Date.now() - next.timestamp) : null
      return { waiting, active, delayed, failed, oldestMs, workers }
    },
    async missing(queue, ids) {
      const standing = await options.standing(options.nameOf(queue), ids)
      return ids.filter((_, index) => standing[index] !== 'open')
    },
    async remove(queue, ids) {
      await removeAll(queue, ids)
    },
    [Symbol.asyncDispose]() {
      closed ??= close()
      return closed
    },
  }
}

interface CappedBackoff {
  readonly type: 'capped'
  readonly delay: number
  readonly longest: number
}

function optionsFor(job: NewJob): JobsOptions {
  const { id, attempts = 5, retryDelayMs = 500, maxRetryDelayMs = 30_000 } = job
  const backoff: CappedBackoff = { type: 'capped', delay: retryDelayMs, longest: maxRetryDelayMs }
  return {
    ...(id !== undefined && { jobId: id }),
    attempts: attempts === 'unlimited' ? unlimited : attempts,
    backoff,
    // The newest only: BullMQ would add one at each attempt.
    stackTraceLimit: 1,
    removeOnComplete: true,
    removeOnFail: keptFailed,
  }
}

/** Pause before the next attempt, in ms: doubles from `delay` to `longest`. */
const retryDelay: BackoffStrategy = (attempts, _type, _error, job) => {
  const backoff = job?.opts.backoff as CappedBackoff | undefined
  if (backoff === undefined) return 0
  return Math.min(backoff.longest, Math.round(backoff.delay * 2 ** (attempts - 1)))
}

function unrecoverable(error: unknown): never {
  if (error instanceof NoRetry) throw new UnrecoverableError(error.message)
  throw error
}

const keyOf = ({ tag, name }: QueueId) => `${tag}/${name}`

const readJob = <Data>(job: BullJob<Data>): Job<Data> => ({
  id: job.id ?? job.name,
  name: job.name,
  data: job.data,
  attempt: job.attemptsMade + 1,
  isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
})

function stateOf(state: string): JobState | null {
  if (state === 'active' || state === 'failed') return state
  return state === 'completed' || state === 'unknown' ? null : 'waiting'
}

/** Without a listener an 'error' event would end the process; calls report their own errors. */
function silenced<T extends { on(event: 'error', listener: (error: Error) => void): unknown }>(made: T): T {
  made.on('error', () => {})
  return made
}

/** Closes a worker: running jobs get {@link drainMs} to end, then they are left to be repeated. */
async function drain(worker: Closable): Promise<void> {
  using limit = limitTime(drainMs)
  await untilAborted(worker.close(), limit.signal).catch(() => {})
  await worker.close(true)
}
