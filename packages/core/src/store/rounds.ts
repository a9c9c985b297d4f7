import type { Database } from './database.js'
import { insertRows } from './insert-rows.js'
import { ensurePartition } from './receipt-partitions.js'
import type { PlannedMiner, RoundBudget, RoundRecord } from './records.js'
import { boundedText, fromPlanned, queryColumns, type RoundRow, toRound } from './rows.js'
import { runTogether } from './run-together.js'

/** A round to be opened. */
export type NewRound = Pick<RoundRecord, 'number' | 'roundBlocks' | 'secret' | 'secretHash'>

/** Miners of a round. */
export interface RoundPlan {
  readonly miners: readonly PlannedMiner[]
  /** Miners that the round has no room for, with the reason. @default none */
  readonly unasked?: readonly { readonly miner: PlannedMiner; readonly reason: string }[] | undefined
  /** @default no limits */
  readonly budget?: RoundBudget | null | undefined
  /** Version of the subnet, which alone can draw the tasks again. @default any */
  readonly version?: string | undefined
}

/** Rounds of one validator: their miners and their state. Every call is durable when it returns. */
export interface RoundStore {
  /**
   * Opens a round, or returns it as it was opened before: its secret never changes once the hash is on chain. Returns
   * null, and opens nothing, if a later one was opened: the past has no rounds to add.
   */
  openRound(round: NewRound): Promise<RoundRecord | null>
  round(number: number): Promise<RoundRecord | null>
  /** Returns the newest `limit` rounds, by number. */
  rounds(limit?: number): Promise<RoundRecord[]>
  /** Returns the rounds that are neither folded nor skipped, oldest first. */
  openRounds(): Promise<RoundRecord[]>
  /** Returns the newest folded round if its weights step is not over. */
  undecidedRound(): Promise<RoundRecord | null>
  /** Records that the weights step of a round is over. */
  decided(number: number): Promise<void>
  /**
   * Fixes the round's miners, each with a query, in the order in which they are asked; returns false, and changes
   * nothing, if that was done before.
   */
  planRound(number: number, plan: RoundPlan): Promise<boolean>
  /** Skips a round in which no miner has been queried; returns false for a planned one or one that is over. */
  skipRound(number: number, reason: string): Promise<boolean>
}

/** Rounds: their secrets before anything else, then how far they are. A state never goes back. */
export function roundStore(database: Database, scope: string): RoundStore {
  const find = async (where: string, ...values: unknown[]): Promise<RoundRecord[]> => {
    const sql = `select * from subnetkit.rounds where scope = $1 ${where}`
    return (await database.query<RoundRow>(sql, [scope, ...values])).map(toRound)
  }
  const first = async (where: string, ...values: unknown[]) => (await find(where, ...values))[0] ?? null
  const roundTogether = runTogether<number, RoundRecord | null>({
    async run(numbers) {
      const rounds = await find('and number = any ($2::bigint[])', [...new Set(numbers)])
      const found = new Map(rounds.map((round) => [round.number, round]))
      return numbers.map((number) => found.get(number) ?? null)
    },
  })

  return {
    async openRound({ number, roundBlocks, secret, secretHash }) {
      await ensurePartition(database, number)
      await database.query(
        `insert into subnetkit.rounds
           (scope, number, state, round_blocks, closes_at, drawn_as, secret, secret_hash)
         select $1::integer, $2::bigint, 'opened', $3::bigint, $2::bigint + 2 * $3::bigint, $2::bigint, $4::bytea, $5::bytea
          where not exists (select 1 from subnetkit.rounds where scope = $1 and number > $2)
         on conflict do nothing`,
        [scope, number, roundBlocks, secret, secretHash],
      )
      return first('and number = $2', number)
    },
    round: roundTogether,
    rounds: async (limit = 50) => (await find('order by number desc limit $2', limit)).reverse(),
    openRounds: () => find("and state in ('opened', 'committed', 'planned') order by number"),
    async undecidedRound() {
      const newest = await first("and state = 'folded' order by number desc limit 1")
      return newest?.decided === false ? newest : null
    },
    async decided(number) {
      await database.query('update subnetkit.rounds set decided = true where scope = $1 and number = $2', [
        scope,
        number,
      ])
    },
    planRound: (number, { miners, unasked = [], budget = null, version = null }) =>
      database.transaction(
        async (transaction) => {
          const planned = await transaction.query(
            `update subnetkit.rounds set state = 'planned', version = $3, budget = $4
            where scope = $1 and number = $2 and state in ('opened', 'committed') returning number`,
            [scope, number, version, budget === null ? null : JSON.stringify(budget)],
          )
          if (planned.length === 0) return false
          const rows = [
            ...miners.map((miner, at) => fromPlanned(number, miner, at)),
            ...unasked.map(({ miner, reason }, at) => fromPlanned(number, miner, miners.length + at, reason)),
          ]
          const { sql, values } = insertRows('subnetkit.queries', queryColumns, rows)
          await transaction.query(sql, [scope, ...values])
          return true
        },
        { lock: scope },
      ),
    async skipRound(number, reason) {
      const skipped = await database.query(
        `update subnetkit.rounds set state = 'skipped', reason = $3
          where scope = $1 and number = $2 and state in ('opened', 'committed') returning number`,
        [scope, number, boundedText(reason)],
      )
      return skipped.length > 0
    },
  }
}
