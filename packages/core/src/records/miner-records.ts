import { type Clock, createSerialQueue, type MerkleTree, systemClock } from '@subnetkit/base'
import { createPause } from '../rubric/round/pause.js'
import type { FoldedRound, RoundSeal } from '../store/score-records.js'
import type { Store } from '../store/store.js'
import { lineOfRecord, lineOfRound } from './record-lines.js'
import { byPlace, recordTree } from './round-root.js'
import type { BareReceipt } from './score-record.js'
import { recordsOf } from './seal-round.js'

/** Rounds to look at for one page of a miner's records, from the newest to the oldest. */
export interface PageRequest {
  readonly miner: string
  /** Newest round. @default the newest that is kept */
  readonly to?: number | undefined
  /** Rounds to look at, at most. */
  readonly rounds: number
  /** Size of the lines, in characters, from which no further round is added. */
  readonly maxChars: number
  /** Ends the reading, with its reason. @default none */
  readonly signal?: AbortSignal | undefined
}

/** Records of one miner. */
export interface RecordPage {
  /** Lines of a file with score records, by ascending round. */
  readonly lines: readonly string[]
  /** Newest round of the next page; null at the end. */
  readonly next: number | null
}

/** Reads the records of single miners. */
export type MinerRecords = (request: PageRequest) => Promise<RecordPage>

/** Inputs of {@link createMinerRecords}. */
export interface MinerRecordsParts {
  readonly store: Pick<Store, 'foldedRounds' | 'bareReceipts'>
  /** @default the system's */
  readonly clock?: Clock | undefined
}

/** Records of all rounds whose trees are kept in memory: 32 rounds of 256 miners with 8 tasks each, in about 16 MB. */
const mostKept = 65_536

/** Share of the time in which records are read, so that rounds go on whatever is asked. */
const busyShare = 0.25

/**
 * Reads for each miner its own records, of rounds that are over for everyone: sealed, under a root on chain, and with a secret that is
 * revealed there. One page at a time, in a quarter of the process's time at most.
 */
export function createMinerRecords({ store, clock = systemClock }: MinerRecordsParts): MinerRecords {
  const oneByOne = createSerialQueue()
  const trees = new Map<number, RoundTree>()

  async function treeOf(folded: FoldedRound, seal: RoundSeal): Promise<RoundTree> {
    const { number } = folded.round
    const known = trees.get(number)
    const tree = known ?? (await readTree(folded, seal, await store.bareReceipts(number)))
    trees.delete(number)
    trees.set(number, tree)
    let kept = [...trees.values()].reduce((sum, { count }) => sum + count, 0)
    for (const [oldest, { count }] of trees) {
      if (kept <= mostKept || oldest === number) break
      trees.delete(oldest)
      kept -= count
    }
    return tree
  }

  async function linesOf(folded: FoldedRound, miner: string): Promise<string[]> {
    const { round, seal, place } = folded
    if (seal === null || place === null || !round.revealed) return []
    const tree = await treeOf(folded, seal)
    const first = tree.firstOf.get(miner)
    if (first === undefined) return []
    const { records, hashes } = recordsOf(folded, seal, await store.bareReceipts(round.number, miner))
    const placed = records.map((record, at) => {
      const index = first + at
      // In the form of a part, even if the round has no other record.
      return lineOfRecord({ record, hash: hashes[at]!, place: { index, path: tree.pathOf(index) } })
    })
    return placed.length === 0 ? [] : [lineOfRound(folded, seal), ...placed]
  }

  async function read({ miner, to, rounds, maxChars, signal }: PageRequest): Promise<RecordPage> {
    const found = (await store.foldedRounds({ to, limit: rounds })).reverse()
    let lines: string[] = []
    let chars = 0
    for (const folded of found) {
      signal?.throwIfAborted()
      const startedAt = clock.now()
      const added = await linesOf(folded, miner)
      const size = added.reduce((sum, line) => sum + line.length, 0)
      // A round that is too large for any page has one of its own.
      if (chars > 0 && chars + size > maxChars) return { lines, next: folded.round.number }
      lines = [...added, ...lines]
      chars += size
      await clock.sleep((clock.now() - startedAt) * (1 / busyShare - 1), { ref: false })
    }
    const oldest = found.at(-1)?.round.number ?? 0
    return { lines, next: found.length < rounds || oldest === 0 ? null : oldest - 1 }
  }

  return (request) => oneByOne(() => read(request), { signal: request.signal })
}

/** The tree of a round, and where it has the records of each miner. */
interface RoundTree extends Pick<MerkleTree, 'pathOf'> {
  readonly count: number
  /** Index of the first record of each hotkey; the others follow. */
  readonly firstOf: ReadonlyMap<string, number>
}

/** Records hashed in one go. */
const sliceSize = 64

async function readTree(folded: FoldedRound, seal: RoundSeal, receipts: readonly BareReceipt[]) {
  const pause = createPause()
  const sorted = receipts.toSorted((left, right) => byPlace(placeOf(left), placeOf(right)))
  const hashes: string[] = []
  for (let at = 0; at < sorted.length; at += sliceSize) {
    hashes.push(...recordsOf(folded, seal, sorted.slice(at, at + sliceSize)).hashes)
    await pause()
  }
  const firstOf = new Map<string, number>()
  for (const [index, { hotkey }] of sorted.entries()) if (!firstOf.has(hotkey)) firstOf.set(hotkey, index)
  const { pathOf } = recordTree(hashes)
  return { count: hashes.length, pathOf, firstOf }
}

const placeOf = ({ uid, hotkey, taskId }: BareReceipt) => ({ miner: { uid, hotkey }, task: { id: taskId } })
