import type { Store } from '../store/store.js'
import { proofMismatch } from './miner-proof.js'
import { lineOfObservation, lineOfRecord, lineOfRound } from './record-lines.js'
import { recordTree } from './round-root.js'
import { recordsOf } from './seal-round.js'

/** Records to export. */
export interface RecordSelection {
  /** First round. @default the oldest that is kept */
  readonly from?: number | undefined
  /** Last round. @default the newest */
  readonly to?: number | undefined
  /** Hotkey of one miner; its records come with their paths to the root. @default all */
  readonly miner?: string | undefined
  /** False leaves the miners' own receipts out. @default true */
  readonly proofs?: boolean | undefined
  /** False leaves out what the tasks of a round were drawn with. @default true */
  readonly observations?: boolean | undefined
}

/**
 * Yields the lines of a file with score records: each round, what its tasks were drawn with, then its records in their order, with the receipts
 * of the miners. Secrets that are not revealed on chain are left out with their observations, and so are rounds that are not sealed.
 */
export async function* exportRecords(
  store: Pick<Store, 'foldedRounds' | 'bareReceipts' | 'answerReceipts'> & Partial<Pick<Store, 'observed'>>,
  { miner, proofs = true, observations = true, ...range }: RecordSelection = {},
): AsyncGenerator<string> {
  for (const folded of await store.foldedRounds(range)) {
    const { round, seal } = folded
    if (seal === null) continue
    const { records, hashes } = recordsOf(folded, seal, await store.bareReceipts(round.number))
    const chosen = records.flatMap((record, index) =>
      miner === undefined || record.miner.hotkey === miner ? [{ record, index }] : [],
    )
    if (chosen.length === 0) continue
    yield lineOfRound(folded, seal)
    const isShown = observations && round.revealed && round.observedHash !== null
    const observed = isShown ? await store.observed?.(round.number) : undefined
    if (observed !== undefined) yield lineOfObservation(round.observedHash!, observed)
    const stored = proofs ? await store.answerReceipts(round.number, miner) : []
    const proofOf = new Map(stored.map(({ receipt }) => [receipt.request, receipt]))
    const tree = chosen.length === records.length ? null : recordTree(hashes)
    for (const { record, index } of chosen) {
      const place = tree && { index, path: tree.pathOf(index) }
      const own = record.request === null ? undefined : proofOf.get(record.request)
      // One of another answer, which the miner signed as well, proves nothing about this record.
      const proof = own && proofMismatch(record, own) === null ? own : undefined
      yield lineOfRecord({ record, hash: hashes[index]!, place, proof })
    }
  }
}
