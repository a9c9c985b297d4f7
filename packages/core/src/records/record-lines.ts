import type { FoldedRound, RoundSeal } from '../store/score-records.js'
import type { AnswerReceipt } from '../subnet/answer-receipt.js'
import { type ObservationLine, type RecordLine, type RoundLine, writeLine } from './receipts-file.js'
import { statementOf } from './round-root.js'
import { type ScoreRecord, scoresVersion } from './score-record.js'

/** Line of a round. Its secret is left out until the validator has revealed it on chain. */
export function lineOfRound({ round, place }: FoldedRound, seal: RoundSeal): string {
  return writeLine({
    ...{ kind: 'round', format: scoresVersion, ...statementOf(seal), signature: seal.signature },
    secret: round.revealed ? Buffer.from(round.secret).toString('hex') : null,
    chain: place && { ...place, path: [...place.path] },
  } satisfies RoundLine)
}

/** Line of what the tasks of a round were drawn with. */
export function lineOfObservation(hash: string, value: unknown): string {
  return writeLine({ kind: 'observation', hash, value } as ObservationLine)
}

/** A record, its name, and its place in the tree of its round; null beside all the others. */
export interface PlacedRecord {
  readonly record: ScoreRecord
  readonly hash: string
  readonly place: { readonly index: number; readonly path: readonly Uint8Array[] } | null
  /** The miner's receipt of its answer. @default none */
  readonly proof?: AnswerReceipt | undefined
}

/** Line of a record. */
export function lineOfRecord({ record, hash, place, proof }: PlacedRecord): string {
  const path = place?.path.map((sibling) => Buffer.from(sibling).toString('hex'))
  const line = {
    ...{ kind: 'record', hash, record, ...(proof && { proof }) },
    ...(place && { place: { index: place.index, path } }),
  }
  return writeLine(line as RecordLine)
}
