import { limitTime, untilAborted } from '@subnetkit/base'
import {
  type BackendFactory,
  type Job as BullJob,
  type IQueueBackend,
  type JobsOptions,
  type Queue,
  withBackend,
} from 'bullmq'
import type { Job, JobState, JobWorker, NewJob, Queues, WorkOptions } from './types.js'

/** One of the two backends. */
export interface Backend<Connection> {
  readonly backend: Queues['backend']
  readonly factory: BackendFactory<IQueueBackend, Connection>
  /** The connection for one queue, worker or producer. */
  connect(): Connection
  close(): Promise<void>
}

/** Finished jobs to keep. Few: the embedded backend scans them at each completion. */
const kept = { count: 200 } as const

/** Grace period for running jobs when the queues are disposed, in ms. */
const drainMs = 10_000

interface Closable {
  close(force?: boolean): Promise<void>
}

/** Queues over BullMQ on a backend; everything made through them is closed with them. */
export function createBullQueues<Connection>(options: Backend<Connection>): Queues {
  const classes = withBackend(options.factory)
  const queues = new Map<string, Pick<Queue, 'add' | 'addBulk' | 'getJob' | 'close'>>()
  const workers = new Set<Closable>()
  const flow = silenced(new classes.FlowProducer({ connection: options.connect() }))
  let closed: Promise<void> | undefined

  function queueOf(name: string) {
    const known = queues.get(name)
    if (known) return known
    const made = silenced(new classes.Queue(name, { connection: options.connect() }))
    queues.set(name, made)
    return made
  }

  async function close(): Promise<void> {
    await Promise.all([...workers].map(drain))
    await Promise.all([flow, ...queues.values()].map((one) => one.close()))
    await options.close()
  }

  return {
    backend: options.backend,
    async add(...jobs) {
      for (const name of new Set(jobs.map(({ queue }) => queue))) {
        const own = jobs.filter(({ queue }) => queue === name)
        await queueOf(name).addBulk(
          own.map((job) => ({ name: job.name, data: job.data, opts: optionsFor(job) })),
        )
      }
    },
    async addFlow(parent, children) {
      const node = (job: NewJob) => ({
        name: job.name,
        queueName: job.queue,
        data: job.data,
        opts: optionsFor(job),
      })
      await flow.add({
        ...node(parent),
        // The failed job of one child must not keep the parent from the others.
        children: children.map((child) => ({
          ...node(child),
          opts: { ...optionsFor(child), ignoreDependencyOnFailure: true },
        })),
      })
    },
    work<Data>(
      name: string,
      work: (job: Job<Data>) => Promise<void>,
      { concurrency = 1, lockMs = 10_000, onError = () => {} }: WorkOptions = {},
    ): JobWorker {
      const worker = new classes.Worker(name, (job: BullJob<Data>) => work(readJob(job)), {
        connection: options.connect(),
        concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs,
        // A job whose worker dies this often is taken to be what kills it.
        maxStalledCount: 20,
        removeOnComplete: kept,
        removeOnFail: kept,
      })
      worker.on('error', onError)
      workers.add(worker)
      return { close: ({ force = false } = {}) => worker.close(force) }
    },
    async get(name, id) {
      const job = await queueOf(name).getJob(id)
      if (!job) return null
      const state = await job.getState()
      return {
        state: stateOf(state),
        attempts: job.attemptsStarted,
        retry: async () => {
          if (state === 'failed') await job.retry()
        },
      }
    },
    [Symbol.asyncDispose]() {
      closed ??= close()
      return closed
    },
  }
}

function optionsFor({ id, attempts = 5, retryDelayMs = 500, forget = false }: NewJob): JobsOptions {
  return {
    ...(id !== undefined && { jobId: id }),
    attempts,
    backoff: { type: 'exponential', delay: retryDelayMs },
    removeOnComplete: forget || kept,
    removeOnFail: forget || kept,
  }
}

const readJob = <Data>(job: BullJob<Data>): Job<Data> => ({
  id: job.id ?? job.name,
  name: job.name,
  data: job.data,
  isLastAttempt: job.attemptsMade + 1 >= (job.opts.attempts ?? 1),
})

const stateOf = (state: string): JobState =>
  state === 'active' || state === 'completed' || state === 'failed' ? state : 'waiting'

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
