import { coreError } from '../errors.js'

/** Work of a validator that no step waits for. */
export interface Background {
  /** Starts work; it must not reject. */
  run(work: (signal: AbortSignal) => Promise<void>): void
  /** Ends what is running, and waits for it. */
  close(): Promise<void>
}

export function createBackground(): Background {
  const running = new Set<Promise<void>>()
  const closing = new AbortController()
  return {
    run(work) {
      if (closing.signal.aborted) return
      const done = work(closing.signal).finally(() => running.delete(done))
      running.add(done)
    },
    async close() {
      closing.abort(coreError('STOPPING', { role: 'validator' }))
      await Promise.allSettled(running)
    },
  }
}
