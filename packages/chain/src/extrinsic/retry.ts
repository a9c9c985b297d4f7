import { type Clock, isSubnetError } from '@subnetkit/base'

const pauseMs = 100

/** Time in which a signer that restarts is found again, in ms: one that is gone must be reported. */
const signerMs = 2_000

/** Retries work that only reads, as long as its errors are transient and `until`, in ms of the clock, is not over. */
export async function retry<T>(
  work: () => Promise<T>,
  {
    clock,
    until,
    signal,
  }: { readonly clock: Clock; readonly until: number; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  const signerUntil = clock.now() + signerMs
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      const isTransient = isSubnetError(error) && error.transient
      const isOfSigner = isTransient && error.code.startsWith('SIGNER_')
      const end = isOfSigner ? Math.min(until, signerUntil) : until
      if (!isTransient || clock.now() + pauseMs >= end) throw error
    }
    await clock.sleep(pauseMs)
  }
}
