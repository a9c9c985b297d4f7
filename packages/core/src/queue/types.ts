import type { SubnetError } from '@subnetkit/base'
import type { Database } from '../store/database.js'
import type { TroubleListener } from './condition.js'
import type { QueueTelemetry } from './telemetry.js'

/** Identity of a queue, the same in every process that shares it. */
export interface QueueId {
  /**
   * Group of queues, such as those of one subnet: `sn-7`. On Redis it is the hash tag of every key, so that the group
   * stays in one slot of a cluster.
   */
  readonly tag: string
  /** Name within the group. */
  readonly name: string
}

/** A job as its worker receives it. */
export interface Job<Data> {
  readonly id: string
  readonly name: string
  readonly data: Data
  /** Number of this attempt, from 1; attempts that ended with their process are not counted. */
  readonly attempt: number
  /** True if the job is not retried when it fails now. */
  readonly isLastAttempt: boolean
}

/** A job to be added to a queue. */
export interface NewJob {
  readonly queue: QueueId
  /** Kind of the job, for its worker. */
  readonly name: string
  /** JSON. */
  readonly data: unknown
  /**
   * Identity of the job within its queue. Adding an id that waits or runs adds nothing; a completed or failed job gives
   * its id free.
   * @default a new id
   */
  readonly id?: string | undefined
  /**
   * Attempts before the job counts as failed; `unlimited` retries until it succeeds or throws `NoRetry`.
   * @default 5
   */
  readonly attempts?: number | 'unlimited' | undefined
  /** Pause before the first retry, in ms; doubles each time. @default 500 */
  readonly retryDelayMs?: number | undefined
  /** Longest pause between two attempts, in ms; at most 30_000. @default 30_000 */
  readonly maxRetryDelayMs?: number | undefined
}

/** State of a stored job; a completed one is gone. A job that waits for its retry is `waiting`. */
export type JobState = 'waiting' | 'active' | 'failed'

/** A stored job: one that is not over, or one of the newest 200 of its queue that failed. */
export interface KeptJob {
  readonly state: JobState
  /** Attempts that were started. */
  readonly attempts: number
  /** Message of the newest error; null if no attempt failed. */
  readonly reason: string | null
}

/** Jobs of a queue by state, and who takes them. */
export interface QueueCounts {
  readonly waiting: number
  readonly active: number
  /** Jobs that wait for their next attempt. */
  readonly delayed: number
  /** Jobs that failed for good; at most the newest 200. */
  readonly failed: number
  /** Age of the job that is next in line, in ms; null if none waits. */
  readonly oldestMs: number | null
  /** Workers of all processes that take jobs of the queue; null where the backend cannot count them. */
  readonly workers: number | null
}

/** A job that an error keeps from its end. */
export interface FailedJob extends KeptJob {
  readonly id: string
  /** Kind of the job. */
  readonly name: string
  /** Time of the newest failure, Unix time in ms; null if unknown. */
  readonly failedAt: number | null
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
   * runs again one to two times this long after its last sign; on the embedded backend, as soon as the database is opened
   * again.
   * @default 10_000
   */
  readonly lockMs?: number | undefined
  /**
   * Listens to errors around single jobs: JOB_LOCK_LOST, JOB_STALLED. Failed attempts are not reported here, nor is
   * trouble of the backend.
   */
  readonly onError?: ((error: Error) => void) | undefined
}

/** Takes jobs of one queue until it is closed. */
export interface JobWorker {
  /** Takes no more jobs and waits for the running ones; with `force`, they are left to be repeated. */
  close(options?: { readonly force?: boolean }): Promise<void>
}

/**
 * Durable queues of jobs on one backend. Calls throw QUEUE_UNAVAILABLE within 10 s, or another of the QUEUE_ errors, while
 * the backend is in trouble. A call that threw may still take effect once the backend is back, so repeat it only for
 * jobs with ids. Disposing them closes their workers, which get 10 s
 * for running jobs.
 */
export interface Queues extends AsyncDisposable {
  readonly backend: 'redis' | 'embedded'
  /** Error that keeps jobs from moving at present, such as that of a lost or full Redis; null if none does. */
  readonly trouble: SubnetError | null
  /**
   * Listens to the start of trouble, a change of its code, and its end (null): one call each, however many calls fail.
   * Workers wait and resume by themselves. Returns a function that stops listening.
   */
  onTrouble(listener: TroubleListener): () => void
  /**
   * Adds jobs, in a few round trips however many there are. Idempotent for jobs with an id: one that waits or runs is left
   * alone, one that failed is added again. Adds the jobs of one queue together; an error may leave those of another out.
   */
  add(...jobs: readonly NewJob[]): Promise<void>
  /** Runs `work` for each job of a queue; a rejection is a failed attempt. `Data` is not checked against what was added. */
  work<Data>(queue: QueueId, work: (job: Job<Data>) => Promise<void>, options?: WorkOptions): JobWorker
  /** Returns the job with an id, or null if there is none, or no longer. */
  get(queue: QueueId, id: string): Promise<KeptJob | null>
  /**
   * Returns those ids whose job neither waits nor runs, in one round trip: completed, failed, lost or never added. One
   * that waits longer for its retry than any pause, since the clock was set back, counts as lost.
   */
  missing(queue: QueueId, ids: readonly string[]): Promise<string[]>
  /** Counts the jobs and workers of a queue. */
  counts(queue: QueueId): Promise<QueueCounts>
  /** Returns jobs that failed for good, then those that wait for another attempt after an error; at most `limit` of either, the newest first. */
  failures(queue: QueueId, limit: number): Promise<readonly FailedJob[]>
  /** Removes jobs that wait or failed. A running one is left to its end. */
  remove(queue: QueueId, ids: readonly string[]): Promise<void>
  /** Removes all jobs of a queue that wait, for their retry too. Running and failed ones are left. */
  clear(queue: QueueId): Promise<void>
  /** Returns the server of a queue, such as `10.0.0.1:6379/0`; not there on a backend without servers. */
  readonly serverOf?: ((queue: QueueId) => string) | undefined
  /** Several servers, of which each group of queues has one; not there on a single one. */
  readonly servers?: QueueServers | undefined
}

/** Servers of queues, with the one of each group of queues. */
export interface QueueServers {
  /** Names of those that a group can be on. */
  readonly names: readonly string[]
  /** Returns the server that the list gives to a group, wherever its queues are at present. */
  homeOf(tag: string): string
  /**
   * Moves queues to a server: workers end their jobs on the former one and begin on this. Jobs that wait there are dropped, and have
   * to be added again. Throws QUEUE_UNAVAILABLE, and moves nothing, if the server cannot be reached.
   */
  move(queues: readonly QueueId[], server: string): Promise<void>
  /** Trouble of the servers that a group is on, as `Queues` has that of all. */
  trouble(tag: string): Pick<Queues, 'trouble' | 'onTrouble'>
}

/** Backend for the jobs: exactly one of these. */
export interface QueuesOptions {
  /**
   * Redis 6.2 or newer, `redis://…` or `rediss://…`: any number of processes may share the work. With a list, each subnet has one of
   * the servers, chosen by its netuid; every process needs the same list. A URL of `redis+cluster://…` names a node of a
   * cluster, and with `?node=host:port&node=…` more of them.
   */
  readonly redisUrl?: string | readonly string[] | undefined
  /** Servers beside those that get no subnet any more: one whose jobs are on them stays until it moves. */
  readonly drainingUrls?: readonly string[] | undefined
  /** Groups of queues, such as `sn-7`, whose servers must be reachable at the start. @default any server of a list may be away */
  readonly tags?: readonly string[] | undefined
  /** The embedded database of the store; it stays open when the queues are disposed. */
  readonly database?: Database | undefined
  /** Directory of a separate embedded database. */
  readonly directory?: string | undefined
  /** True keeps jobs in memory; they are lost with the process. */
  readonly memory?: true | undefined
  /** Receives spans of jobs, such as those of `loadQueueTelemetry`. @default none */
  readonly telemetry?: QueueTelemetry | undefined
}
