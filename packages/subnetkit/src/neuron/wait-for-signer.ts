import { type Clock, isSubnetError, systemClock } from '@subnetkit/base'
import type { SocketSigner } from '@subnetkit/chain'
import type { LogEntry } from '../log/log.js'

/** Pause between two attempts to reach the signer, and time between two reports, in ms. */
const [pauseMs, reportMs] = [1_000, 60_000]

interface Wait {
  readonly write: (entry: LogEntry) => void
  /** Ends the wait. */
  readonly signal: AbortSignal
  /** @default systemClock */
  readonly clock?: Clock
}

/**
 * Connects to the signer of a neuron, and waits for it while there is none: it may start later, or again. Throws the other
 * errors of connectSigner, and the reason of the signal.
 */
export async function waitForSigner(
  socketPath: string,
  { write, signal, clock = systemClock }: Wait,
): Promise<SocketSigner> {
  const { connectSigner } = await import('@subnetkit/chain')
  let reportedAt = Number.NEGATIVE_INFINITY
  for (;;) {
    signal.throwIfAborted()
    try {
      return await connectSigner({ socketPath })
    } catch (error) {
      if (!isSubnetError(error, 'SIGNER_UNREACHABLE')) throw error
      if (clock.now() - reportedAt >= reportMs) {
        reportedAt = clock.now()
        const message = `waits for the signer: ${error.message}. ${error.fix}`
        write({ event: 'signer-waiting', code: error.code, message })
      }
    }
    await clock.sleep(pauseMs, { signal })
  }
}
