import type { MinerEndpoint } from '../../subnet/miner-client.js'
import type { WorkerContext } from '../context.js'
import { troubleOf } from '../emit.js'

/**
 * Asks a miner for the receipts of the answers that it gave in a round, and stores them. Best effort: no score depends
 * on it, and no step waits for it. A failure to store is the validator's own trouble.
 */
export async function collectReceipts(
  { client, store, emit }: WorkerContext,
  { round, endpoint, signal }: { round: number; endpoint: MinerEndpoint; signal: AbortSignal },
): Promise<void> {
  try {
    const collected = await client?.collectReceipts?.(endpoint, { signal })
    if (collected) await store.addAnswerReceipts(round, collected.proven)
  } catch (error) {
    if (signal.aborted) return
    emit(troubleOf(error))
  }
}
