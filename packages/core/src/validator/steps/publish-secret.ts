import { sameBytes } from '../../commitment/entries.js'
import { mostRevealed } from '../../commitment/notice.js'
import { type RoundStatement, roundTree, statementOf } from '../../records/round-root.js'
import type { RoundRecord } from '../../store/records.js'
import type { RootPlace, ScoreRecordStore } from '../../store/score-records.js'
import type { SecretStore } from '../../store/secrets.js'
import type { SubnetMechanism, ValidatorChain } from '../chain-port.js'

interface PublishContext extends SubnetMechanism {
  readonly chain: Pick<ValidatorChain, 'publishRound'>
  readonly store: SecretStore & ScoreRecordStore
}

/**
 * Makes the hash of the round's secret public before its miners are asked: that of its own secret or, where the chain
 * leaves no space for that, of the one that earlier rounds have used. Reveals secrets that no round uses any more, and with the same
 * notice publishes the root over the records of rounds that were sealed since the last one.
 */
export async function publishSecret(
  { chain, store, netuid, mechanism }: PublishContext,
  round: RoundRecord,
): Promise<void> {
  const current = await store.currentSecret()
  const over = await store.toReveal(mostRevealed)
  const sealed = (await store.foldedRounds({ without: 'place' })).flatMap(({ seal }) =>
    seal ? [statementOf(seal)] : [],
  )
  const {
    number,
    secretHash,
    placed = [],
  } = await chain.publishRound({
    netuid,
    mechanism,
    committed: { round: round.drawnAs, secretHash: round.secretHash },
    revealed: over.map(({ secretHash: _, ...secret }) => secret),
    current: current?.secretHash,
    sealed,
  })
  if (placed.length > 0) await store.placed(placesOf(placed, number))
  if (current && !sameBytes(secretHash, round.secretHash)) return store.shareSecret(round.number, current)
  await store.published(
    round,
    number,
    over.map((secret) => secret.secretHash),
  )
}

/** Places of rounds under the root that a block holds. */
function placesOf(rounds: readonly RoundStatement[], block: number) {
  const tree = roundTree(rounds)
  const through = rounds.at(-1)!.round
  return rounds.map(({ round: number }, index) => {
    const path = tree.pathOf(index).map((hash) => Buffer.from(hash).toString('hex'))
    return { number, place: { block, through, index, count: rounds.length, path } satisfies RootPlace }
  })
}
