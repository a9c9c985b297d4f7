import type { RoundStatement } from '../records/round-root.js'
import type { BareReceipt, RoundFields } from '../records/score-record.js'
import { readComparisons } from './comparison-rows.js'
import type { Database } from './database.js'
import type { RoundRecord } from './records.js'
import { type ReceiptRow, type RoundRow, selectReceipts, toBareReceipt, toRound } from './rows.js'

/** Statement of a validator about a folded round. Never changes. */
export interface RoundSeal extends RoundStatement, Pick<RoundFields, 'checker'> {
  /** The validator's signature of the round, `0x` and hex; null if its signer signs extrinsics only. */
  readonly signature: string | null
}

/** Place on chain of the root over a round, and others before or after it. */
export interface RootPlace {
  /** Block that holds it. */
  readonly block: number
  /** Last round of those that it covers. */
  readonly through: number
  /** Position among them, from 0, and their number. */
  readonly index: number
  readonly count: number
  /** Hashes of the siblings from the round to the root, hex. */
  readonly path: readonly string[]
}

/** A folded round. */
export interface FoldedRound {
  readonly round: RoundRecord
  /** Failures that it did not count, each an outcome and a code such as `refused AUTH_STALE`. */
  readonly uncounted: readonly string[]
  /** Null until it is sealed. */
  readonly seal: RoundSeal | null
  /** Null until the root is on chain. */
  readonly place: RootPlace | null
}

/** Seals of folded rounds (scores/1). Every call is durable when it returns. */
export interface ScoreRecordStore {
  /** Returns the newest folded rounds of a range, by number. Those that an older version folded are left out. */
  foldedRounds(range?: {
    /** @default the oldest that is kept */
    readonly from?: number | undefined
    /** @default the newest */
    readonly to?: number | undefined
    /** @default all */
    readonly limit?: number | undefined
    /** Only those that lack a seal and have receipts, or that have a seal and no place. @default all */
    readonly without?: 'seal' | 'place' | undefined
  }): Promise<FoldedRound[]>
  /** Returns the receipts of a round, or of one miner in it, without questions and answers, in no particular order. */
  bareReceipts(round: number, hotkey?: string): Promise<BareReceipt[]>
  /** Fixes the seal of a folded round; one that exists is not changed. */
  seal(number: number, seal: RoundSeal): Promise<void>
  /** Records where the chain holds the roots over rounds. */
  placed(places: readonly { readonly number: number; readonly place: RootPlace }[]): Promise<void>
}

type FoldedRow = RoundRow & { uncounted: string; seal: string | null; root_place: string | null }

const conditions = {
  none: '',
  seal: `and seal is null and exists (
           select 1 from subnetkit.receipts p where p.scope = r.scope and p.round = r.number)`,
  place: 'and seal is not null and root_place is null',
} as const

const parsed = <T>(text: string | null) => (text === null ? null : (JSON.parse(text) as T))

/** Columns of a receipt without question and answer. */
const bareColumns = selectReceipts(
  (name) => !['input', 'output', 'received'].includes(name) && !name.startsWith('shadow_'),
)

export function scoreRecordStore(database: Database, scope: string): ScoreRecordStore {
  return {
    async foldedRounds({ from, to, limit, without } = {}) {
      const rows = await database.query<FoldedRow>(
        `select * from subnetkit.rounds r where scope = $1 and state = 'folded' and uncounted is not null
           and ($2::bigint is null or number >= $2) and ($3::bigint is null or number <= $3) ${conditions[without ?? 'none']}
         order by number desc limit $4`,
        [scope, from ?? null, to ?? null, limit ?? null],
      )
      return rows.reverse().map((row) => ({
        round: toRound(row),
        uncounted: JSON.parse(row.uncounted) as string[],
        seal: parsed<RoundSeal>(row.seal),
        place: parsed<RootPlace>(row.root_place),
      }))
    },
    async bareReceipts(round, hotkey) {
      const complete = await readComparisons(database, scope, round, hotkey)
      const rows = await database.query<ReceiptRow>(
        `select ${bareColumns} from subnetkit.receipts
          where scope = $1 and round = $2 and ($3::text is null or hotkey = $3)`,
        [scope, round, hotkey ?? null],
      )
      return rows.map((row) => complete(toBareReceipt(row)))
    },
    async seal(number, seal) {
      await database.query(
        `update subnetkit.rounds set seal = $3
          where scope = $1 and number = $2 and state = 'folded' and seal is null`,
        [scope, number, JSON.stringify(seal)],
      )
    },
    async placed(places) {
      await database.query(
        `update subnetkit.rounds r set root_place = p.place
           from unnest($2::bigint[], $3::text[]) as p (number, place)
          where r.scope = $1 and r.number = p.number and r.root_place is null`,
        [scope, places.map(({ number }) => number), places.map(({ place }) => JSON.stringify(place))],
      )
    },
  }
}
