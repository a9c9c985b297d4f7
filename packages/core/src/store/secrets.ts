import type { RevealedSecret } from '../commitment/notice.js'
import type { Database } from './database.js'
import type { RoundRecord } from './records.js'
import { type RoundRow, toRound } from './rows.js'

/** Secrets of one validator's rounds: one serves a round, or several in a row. Every call is durable when it returns. */
export interface SecretStore {
  /** Returns the newest round whose secret's hash is on chain and whose secret is not. */
  currentSecret(): Promise<RoundRecord | null>
  /**
   * Returns secrets that can be published, oldest first: all their rounds are over, and they are not the current one,
   * which the next round may still use.
   */
  toReveal(limit: number): Promise<readonly (RevealedSecret & { readonly secretHash: Uint8Array })[]>
  /**
   * Records the block that holds the hash of a round's secret, and the hashes of the secrets that are public now. Does
   * nothing to a round that another process has given another secret.
   */
  published(
    round: Pick<RoundRecord, 'number' | 'secretHash'>,
    block: number,
    revealed: readonly Uint8Array[],
  ): Promise<void>
  /** Gives a round, unless its own secret is on chain, the one of an earlier round. */
  shareSecret(number: number, from: Pick<RoundRecord, 'number'>): Promise<void>
}

interface RevealedRow {
  readonly secret: Uint8Array
  readonly secret_hash: Uint8Array
  readonly first: number
  readonly last: number
}

export function secretStore(database: Database, scope: string): SecretStore {
  const currentSecret = async () => {
    const [row] = await database.query<RoundRow>(
      `select * from subnetkit.rounds where scope = $1 and commit_block is not null and not revealed
        order by number desc limit 1`,
      [scope],
    )
    return row ? toRound(row) : null
  }
  return {
    currentSecret,
    async toReveal(limit) {
      const current = await currentSecret()
      if (current === null) return []
      const rows = await database.query<RevealedRow>(
        `select secret, secret_hash, min(drawn_as) as first, max(drawn_as) as last from subnetkit.rounds
          where scope = $1 and commit_block is not null and not revealed and secret_hash <> $2
          group by secret, secret_hash having bool_and(state in ('folded', 'skipped'))
          order by min(number) limit $3`,
        [scope, current.secretHash, limit],
      )
      return rows.map(({ secret, secret_hash, first, last }) => ({
        ...{ round: first, through: last, secret: Uint8Array.from(secret) },
        secretHash: Uint8Array.from(secret_hash),
      }))
    },
    async published({ number, secretHash }, block, revealed) {
      await database.transaction(
        async (transaction) => {
          await transaction.query(
            `update subnetkit.rounds
              set commit_block = $3, state = case when state = 'opened' then 'committed' else state end
            where scope = $1 and number = $2 and secret_hash = $4`,
            [scope, number, block, secretHash],
          )
          for (const hash of revealed) {
            await transaction.query(
              'update subnetkit.rounds set revealed = true where scope = $1 and secret_hash = $2',
              [scope, hash],
            )
          }
        },
        { lock: scope },
      )
    },
    async shareSecret(number, from) {
      await database.query(
        `update subnetkit.rounds r
            set secret = c.secret, secret_hash = c.secret_hash, commit_block = c.commit_block, state = 'committed'
           from subnetkit.rounds c
          where r.scope = $1 and r.number = $2 and r.state = 'opened' and r.commit_block is null
            and c.scope = $1 and c.number = $3 and c.commit_block is not null and not c.revealed`,
        [scope, number, from.number],
      )
    },
  }
}
