import { type BackendFactory, type IQueueBackend, type Job, withBackend } from 'bullmq'
import type { JobEvents, JobFlow, JobQueue, JobWorker, Queues, WorkOptions } from './types.js'

/** One of the two backends. */
export interface Backend<Connection> {
  readonly backend: Queues['backend']
  readonly factory: BackendFactory<IQueueBackend, Connection>
  /** The connection for one queue, worker or producer. */
  connect(): Connection
  close(): Promise<void>
}

/**
 * Attempts, backoff and bounded memory that hold for every job, unless a job says otherwise. Few jobs are kept once
 * they are over: the embedded backend looks through them at each completion.
 */
const jobDefaults = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: { count: 200 },
  removeOnFail: { count: 200 },
} as const

/** How long running jobs get to end when the queues are disposed, in ms. */
const drainMs = 10_000

interface Closable {
  close(force?: boolean): Promise<void>
}

/** The seam: BullMQ's classes bound to a backend, everything made through it closed with it. */
export function ownQueues<Connection>(options: Backend<Connection>): Queues {
  const classes = withBackend(options.factory)
  const workers = new Set<Closable>()
  const others = new Set<Closable>()
  let closed: Promise<void> | undefined

  async function close(): Promise<void> {
    await Promise.all([...workers].map(drain))
    await Promise.all([...others].map((other) => other.close()))
    await options.close()
  }

  return {
    backend: options.backend,
    queue<Data, Result>(name: string) {
      const queue = new classes.Queue(name, {
        connection: options.connect(),
        defaultJobOptions: jobDefaults,
      })
      return own(queue, others) as unknown as JobQueue<Data, Result>
    },
    worker<Data, Result>(
      name: string,
      work: (job: Job<Data, Result>) => Promise<Result>,
      { concurrency = 1, lockMs = 10_000, onError = () => {} }: WorkOptions = {},
    ) {
      const worker = new classes.Worker(name, work as never, {
        connection: options.connect(),
        concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs,
        // A job whose worker dies this often is taken to be what kills it.
        maxStalledCount: 20,
        removeOnComplete: jobDefaults.removeOnComplete,
        removeOnFail: jobDefaults.removeOnFail,
      })
      worker.on('error', onError)
      return own(worker, workers) as unknown as JobWorker<Data, Result>
    },
    flow: () =>
      own(new classes.FlowProducer({ connection: options.connect() }), others) as unknown as JobFlow,
    events: (name) =>
      own(new classes.QueueEvents(name, { connection: options.connect() }), others) as unknown as JobEvents,
    [Symbol.asyncDispose]() {
      closed ??= close()
      return closed
    },
  }
}

function own<T extends Closable & { on(event: 'error', listener: (error: Error) => void): unknown }>(
  made: T,
  where: Set<Closable>,
): T {
  // Without a listener an 'error' event would end the process; calls report their own errors.
  made.on('error', () => {})
  where.add(made)
  return made
}

/** Closes a worker: running jobs get {@link drainMs} to end, then they are left to be repeated. */
async function drain(worker: Closable): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, drainMs)
  })
  await Promise.race([worker.close(), late])
  clearTimeout(timer)
  await worker.close(true)
}
