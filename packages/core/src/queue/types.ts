import type { Database } from '../store/database.js'

/** A job as its worker receives it. */
export interface Job<Data> {
  readonly id: string
  readonly name: string
  readonly data: Data
  /** True if the job is not retried when it fails now. */
  readonly isLastAttempt: boolean
}

/** A job to be added to a queue. */
export interface NewJob {
  readonly queue: string
  /** Kind of the job, for its worker. */
  readonly name: string
  /** JSON. */
  readonly data: unknown
  /** Identity of the job: adding the same id again, finished or not, adds nothing. @default a new id */
  readonly id?: string | undefined
  /** Attempts before it counts as failed. @default 5 */
  readonly attempts?: number | undefined
  /** Pause before the first retry, in ms; doubles each time. @default 500 */
  readonly retryDelayMs?: number | undefined
  /**
   * Removes the job, and its identity, as soon as it is over; otherwise it is kept as one of the newest 200.
   * @default false
   */
  readonly forget?: boolean | undefined
}

/** State of a job. */
export type JobState = 'waiting' | 'active' | 'completed' | 'failed'

/** A stored job. */
export interface KeptJob {
  readonly state: JobState
  /** Attempts that were started. */
  readonly attempts: number
  /** Retries a failed job. */
  retry(): Promise<void>
}

/** Options of a worker. */
export interface WorkOptions {
  /**
   * Number of jobs at the same time.
   * @default 1
   */
  readonly concurrency?: number | undefined
  /**
   * Time without a sign of life after which a worker's job goes to another worker, in ms. The job of a killed worker
   * runs again one to three times this long after its last sign.
   * @default 10_000
   */
  readonly lockMs?: number | undefined
  /** Listens to errors around jobs, such as a lost connection. Failing jobs are not reported here. */
  readonly onError?: ((error: Error) => void) | undefined
}

/** Takes jobs of one queue until it is closed. */
export interface JobWorker {
  /** Takes no more jobs and waits for the running ones; with `force`, they are left to be repeated. */
  close(options?: { readonly force?: boolean }): Promise<void>
}

/** Durable queues of jobs on one backend. Disposing them closes their workers, which get 10 s for running jobs. */
export interface Queues extends AsyncDisposable {
  readonly backend: 'redis' | 'embedded'
  /** Adds jobs, one by one. */
  add(...jobs: readonly NewJob[]): Promise<void>
  /** Adds a parent that runs once its children are over, including failed ones; adds all of them or none. */
  addFlow(parent: NewJob, children: readonly NewJob[]): Promise<void>
  /** Runs `work` for each job of a queue; a rejection is a failed attempt. `Data` is what was added, unchecked. */
  work<Data>(queue: string, work: (job: Job<Data>) => Promise<void>, options?: WorkOptions): JobWorker
  /** Returns the job with an id, or null if there is none or it was removed. */
  get(queue: string, id: string): Promise<KeptJob | null>
}

/** Backend for the jobs: exactly one of these. */
export interface QueuesOptions {
  /** Redis 6.2 or newer, `redis://…` or `rediss://…`: any number of processes may share the work. */
  readonly redisUrl?: string | undefined
  /** The embedded database of the store; it stays open when the queues are disposed. */
  readonly database?: Database | undefined
  /** Directory of a separate embedded database. */
  readonly directory?: string | undefined
  /** True keeps jobs in memory; they are lost with the process. */
  readonly memory?: true | undefined
}
