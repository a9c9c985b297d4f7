import { untilAborted } from './time/abort.js'

/** Options of queued work. */
export interface QueueOptions {
  /** Aborts the wait, with its reason. Work that has begun is still awaited: it handles the signal itself. */
  readonly signal?: AbortSignal | undefined
}

/** Runs work one after another. Failed work fails its caller only. */
export type SerialQueue = <T>(work: () => Promise<T> | T, options?: QueueOptions) => Promise<T>

/** Makes a {@link SerialQueue}. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<void> = Promise.resolve()
  return async (work, { signal } = {}) => {
    const before = last
    let leave = () => {}
    const left = new Promise<void>((resolve) => {
      leave = resolve
    })
    // A caller that gives up leaves at once; those behind it still wait for those in front of it.
    last = before.then(() => left)
    try {
      await untilAborted(before, signal)
      signal?.throwIfAborted()
      return await work()
    } finally {
      leave()
    }
  }
}

/** Runs work one after another for each key, side by side for different keys. */
export type KeyedQueue = <T>(key: string, work: () => Promise<T> | T, options?: QueueOptions) => Promise<T>

/** Makes a {@link KeyedQueue}; a key without work takes no memory. */
export function createKeyedQueue(): KeyedQueue {
  const queues = new Map<string, { readonly run: SerialQueue; users: number }>()
  return async (key, work, options) => {
    const queue = queues.get(key) ?? { run: createSerialQueue(), users: 0 }
    queues.set(key, queue)
    queue.users++
    try {
      return await queue.run(work, options)
    } finally {
      if (--queue.users === 0) queues.delete(key)
    }
  }
}
