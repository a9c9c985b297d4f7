import { limitTime, untilAborted } from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { JobWorker } from '../queue/types.js'

/** A running role; disposing it stops it. */
export interface Role extends AsyncDisposable {
  /** Resumes unfinished work, and runs until it is stopped. */
  start(): Promise<void>
  /** Takes no more work and waits for running steps up to a deadline; what is left goes back to its queue. */
  stop(): Promise<void>
}

/** Time that steps have to end once they are aborted, in ms. */
const abortMs = 2_000

/** A role that starts and stops once, whatever calls overlap. */
export function createRole(run: {
  start(): Promise<void>
  /** Ends a start that waits. */
  cancel?(): void
  stop(): Promise<void>
}): Role {
  let started: Promise<void> | undefined
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= (async () => {
      run.cancel?.()
      await started?.catch(() => {}) // the caller of start has its error
      await run.stop()
    })()
    return stopped
  }
  return {
    start: () => (started ??= stopped ? Promise.resolve() : run.start()),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/**
 * Waits for running steps and for `others`, aborts the steps after `stopMs`, and leaves what does not end to be
 * repeated.
 */
export async function closeWorkers(
  workers: readonly JobWorker[],
  stopping: AbortController,
  stopMs: number,
  ...others: readonly Promise<void>[]
): Promise<void> {
  const closing = Promise.all([...workers.map((worker) => worker.close()), ...others])
  const timer = setTimeout(() => stopping.abort(coreError('STOPPING', { role: 'validator' })), stopMs)
  using limit = limitTime(stopMs + abortMs)
  try {
    await untilAborted(closing, limit.signal)
  } catch (error) {
    if (!limit.signal.aborted) throw error
    for (const work of [closing, ...workers.map((worker) => worker.close({ force: true }))])
      work.catch(() => {})
  } finally {
    clearTimeout(timer)
  }
}
