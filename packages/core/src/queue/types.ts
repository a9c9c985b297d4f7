import type { FlowProducer, IQueueBackend, Job, Queue, QueueEvents, Worker } from 'bullmq'
import type { Database } from '../store/database.js'

/** BullMQ's own classes, on whichever backend. */
export type JobQueue<Data, Result> = Queue<Data, Result, string, Data, Result, string, IQueueBackend, unknown>

export type JobWorker<Data, Result> = Worker<Data, Result, string, IQueueBackend, number | object, unknown>

export type JobFlow = FlowProducer<IQueueBackend, unknown>

export type JobEvents = QueueEvents<unknown, IQueueBackend, unknown>

/** How a worker takes jobs. */
export interface WorkOptions {
  /**
   * Jobs at the same time.
   * @default 1
   */
  readonly concurrency?: number
  /**
   * How long a worker may be silent before its job is given to another, in ms. A killed worker's job runs again
   * after this and up to two of its lengths more.
   * @default 10_000
   */
  readonly lockMs?: number
  /** What goes wrong around jobs, such as a lost connection. Jobs that fail are not reported here. */
  readonly onError?: (error: Error) => void
}

/** Makes queues, workers and flows on one backend, and owns them: disposing it closes them all. */
export interface Queues extends AsyncDisposable {
  readonly backend: 'redis' | 'embedded'
  queue<Data, Result = unknown>(name: string): JobQueue<Data, Result>
  worker<Data, Result = unknown>(
    name: string,
    work: (job: Job<Data, Result>) => Promise<Result>,
    options?: WorkOptions,
  ): JobWorker<Data, Result>
  /** Adds trees of jobs: a parent runs when its children are done. */
  flow(): JobFlow
  events(name: string): JobEvents
}

/** Where the jobs are kept. */
export interface QueuesOptions {
  /** Redis 6.2 or newer, `redis://…` or `rediss://…`: any number of processes may share the work. */
  readonly redisUrl?: string
  /**
   * The embedded database to use without `redisUrl`; it stays open when the queues are disposed.
   * @default one of its own, in `directory`
   */
  readonly database?: Database
  /** Where the queues' own embedded database is kept. @default in memory */
  readonly directory?: string
}
