import type { Store } from '../store/store.js'
import { lineOfRecord, lineOfRound } from './record-lines.js'
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
}

/**
 * Yields the lines of a file with score records: each round, then its records in their order. Secrets that are not revealed on chain are
 * left out, and so are rounds that are not sealed.
 */
export async function* exportRecords(
  store: Pick<Store, 'foldedRounds' | 'bareReceipts'>,
  { miner, ...range }: RecordSelection = {},
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
    const tree = chosen.length === records.length ? null : recordTree(hashes)
    for (const { record, index } of chosen) {
      const place = tree && { index, path: tree.pathOf(index) }
      yield lineOfRecord({ record, hash: hashes[index]!, place })
    }
  }
}
