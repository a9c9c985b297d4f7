import { type Clock, isSubnetError } from '@subnetkit/base'

const pauseMs = 100

/** Retries work that only reads, as long as its errors are transient and `until`, in ms of the clock, is not over. */
export async function retry<T>(
  work: () => Promise<T>,
  {
    clock,
    until,
    signal,
  }: { readonly clock: Clock; readonly until: number; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      const isTransient = isSubnetError(error) && error.transient
      if (!isTransient || clock.now() + pauseMs >= until) throw error
    }
    await clock.sleep(pauseMs)
  }
}
