import { sameBytes } from '../../commitment/entries.js'
import { mostRevealed } from '../../commitment/notice.js'
import type { RoundRecord } from '../../store/records.js'
import type { SecretStore } from '../../store/secrets.js'
import type { SubnetMechanism, ValidatorChain } from '../chain-port.js'

interface PublishContext extends SubnetMechanism {
  readonly chain: Pick<ValidatorChain, 'publishRound'>
  readonly store: SecretStore
}

/**
 * Makes the hash of the round's secret public before its miners are asked: that of its own secret or, where the chain
 * leaves no space for that, of the one that earlier rounds have used. Reveals secrets that no round uses any more.
 */
export async function publishSecret(
  { chain, store, netuid, mechanism }: PublishContext,
  round: RoundRecord,
): Promise<void> {
  const current = await store.currentSecret()
  const over = await store.toReveal(mostRevealed)
  const { number, secretHash } = await chain.publishRound({
    netuid,
    mechanism,
    committed: { round: round.drawnAs, secretHash: round.secretHash },
    revealed: over.map(({ secretHash: _, ...secret }) => secret),
    current: current?.secretHash,
  })
  if (current && !sameBytes(secretHash, round.secretHash)) return store.shareSecret(round.number, current)
  await store.published(
    round,
    number,
    over.map((secret) => secret.secretHash),
  )
}
