import { setTimeout } from 'node:timers/promises'
import { isSubnetError } from '@subnetkit/base'

const pauseMs = 100

/** Repeats work that only reads, as long as its errors are transient and `until` (Unix ms) is not over. */
export async function persist<T>(work: () => Promise<T>, until: number, signal?: AbortSignal): Promise<T> {
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      const isTransient = isSubnetError(error) && error.transient
      if (!isTransient || Date.now() + pauseMs >= until) throw error
    }
    await setTimeout(pauseMs)
  }
}
