import { type Clock, systemClock } from '@subnetkit/base'
import type { Shard } from './shard.js'
import type { JobWorker, Queues } from './types.js'

/** Pause before the next attempt to open a server that is away, in ms. */
const retryMs = 2_000

/** A worker that waits for its server, and follows its queue to another. */
export interface Subscription extends JobWorker {
  /** Lets running jobs end on the server before, and takes the jobs of this one at once. */
  follow(shard: Shard): Promise<void>
  /** Waits for no server any more; what runs is left to the end of the server's queues. */
  abandon(): void
}

/** Runs a worker on a server; `work` starts it there. */
export function subscribe(
  first: Shard,
  work: (queues: Queues) => JobWorker,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Subscription {
  let current = begin(first)

  function begin(shard: Shard) {
    const stopping = new AbortController()
    const { signal } = stopping
    async function run(): Promise<JobWorker | null> {
      while (!signal.aborted) {
        try {
          const queues = await shard.get()
          return signal.aborted ? null : work(queues)
        } catch {
          // Announced by the server's condition.
          await clock.sleep(retryMs, { signal }).catch(() => {})
        }
      }
      return null
    }
    const worker = run()
    return {
      abandon: () => stopping.abort(),
      async end(options?: Parameters<JobWorker['close']>[0]) {
        stopping.abort()
        await (await worker)?.close(options)
      },
    }
  }

  return {
    async follow(shard) {
      const former = current
      current = begin(shard)
      await former.end()
    },
    abandon: () => current.abandon(),
    close: (options) => current.end(options),
  }
}
