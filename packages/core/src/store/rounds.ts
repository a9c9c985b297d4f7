import type { Database } from './database.js'
import type { PlannedMiner, RoundRecord } from './records.js'
import { boundedText, type RoundRow, toRound } from './rows.js'

/** Rounds of one validator: their miners and their state. Every call is durable when it returns. */
export interface RoundStore {
  /** Opens a round, or returns it if it was opened before: its secret never changes. */
  openRound(round: Pick<RoundRecord, 'number' | 'block' | 'secret' | 'secretHash'>): Promise<RoundRecord>
  round(number: number): Promise<RoundRecord | null>
  /** Returns the newest `limit` rounds, by number. */
  rounds(limit?: number): Promise<RoundRecord[]>
  /** Returns the oldest round that is over and whose committed secret has not been published yet. */
  nextToReveal(): Promise<RoundRecord | null>
  /** Records the block that holds the hash of a round's secret and, if given, the secret of another round. */
  published(number: number, block: number, revealed: number | null): Promise<void>
  /** Fixes the round's miners; a second call changes nothing. Returns the round as it is afterwards. */
  planRound(number: number, miners: readonly PlannedMiner[]): Promise<RoundRecord>
  /** Skips a round in which no miner has been queried; does nothing to a planned one. */
  skipRound(number: number, reason: string): Promise<void>
}

/** Rounds: their secrets before anything else, then how far they are. A state never goes back. */
export function roundStore(database: Database, scope: string): RoundStore {
  const find = async (where: string, ...values: unknown[]): Promise<RoundRecord[]> => {
    const sql = `select * from subnetkit.rounds where scope = $1 ${where}`
    return (await database.query<RoundRow>(sql, [scope, ...values])).map(toRound)
  }
  const existing = async (number: number): Promise<RoundRecord> => {
    const [round] = await find('and number = $2', number)
    if (!round) throw new Error(`round ${number} was never opened`)
    return round
  }

  return {
    async openRound({ number, block, secret, secretHash }) {
      await database.query(
        `insert into subnetkit.rounds (scope, number, state, block, secret, secret_hash)
         values ($1, $2, 'opened', $3, $4, $5) on conflict do nothing`,
        [scope, number, block, secret, secretHash],
      )
      return existing(number)
    },
    round: async (number) => (await find('and number = $2', number))[0] ?? null,
    rounds: async (limit = 50) => (await find('order by number desc limit $2', limit)).reverse(),
    nextToReveal: async () => {
      const over = "and state in ('folded', 'skipped') and commit_block is not null and not revealed"
      return (await find(`${over} order by number limit 1`))[0] ?? null
    },
    async published(number, block, revealed) {
      await database.transaction(async (transaction) => {
        await transaction.query(
          `update subnetkit.rounds
              set commit_block = $3, state = case when state = 'opened' then 'committed' else state end
            where scope = $1 and number = $2`,
          [scope, number, block],
        )
        if (revealed === null) return
        await transaction.query(
          'update subnetkit.rounds set revealed = true where scope = $1 and number = $2',
          [scope, revealed],
        )
      })
    },
    async planRound(number, miners) {
      const kept = miners.map(({ uid, hotkey, registeredAt, axon }) => ({ uid, hotkey, registeredAt, axon }))
      await database.query(
        `update subnetkit.rounds set state = 'planned', miners = $3
          where scope = $1 and number = $2 and state in ('opened', 'committed')`,
        [scope, number, JSON.stringify(kept)],
      )
      return existing(number)
    },
    async skipRound(number, reason) {
      await database.query(
        `update subnetkit.rounds set state = 'skipped', reason = $3
          where scope = $1 and number = $2 and state in ('opened', 'committed')`,
        [scope, number, boundedText(reason)],
      )
    },
  }
}
