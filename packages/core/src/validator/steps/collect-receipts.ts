import { toSubnetError } from '@subnetkit/base'
import type { MinerEndpoint } from '../../subnet/miner-client.js'
import type { Context } from '../context.js'

/**
 * Asks a miner for the receipts of the answers that it gave in a round, and stores them. Best effort: no score depends
 * on it, and no step waits for it. A failure to store is the validator's own trouble.
 */
export async function collectReceipts(
  { client, store, emit }: Context,
  { round, endpoint, signal }: { round: number; endpoint: MinerEndpoint; signal: AbortSignal },
): Promise<void> {
  try {
    const collected = await client.collectReceipts?.(endpoint, { signal })
    if (collected) await store.addAnswerReceipts(round, collected.proven)
  } catch (error) {
    if (signal.aborted) return
    const { code, message: reason, fix, transient } = toSubnetError(error)
    emit({ kind: 'trouble', code, reason, fix: transient ? null : fix })
  }
}
