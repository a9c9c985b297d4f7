import type { Database } from '../database.js'
import type { WeightRecord } from '../records.js'
import type { Store } from '../store.js'
import { boundedText, toWeights, type WeightRow } from './rows.js'

type WeightStore = Pick<
  Store,
  'intendWeights' | 'weightsSubmitted' | 'weightsConfirmed' | 'weightsRefused' | 'weights'
>

/** The outbox of weights: decided, handed over, confirmed. */
export function weightStore(database: Database, scope: string): WeightStore {
  const find = async (where: string, ...values: unknown[]): Promise<WeightRecord[]> => {
    const sql = `select * from subnetkit.weights where scope = $1 ${where}`
    return (await database.query<WeightRow>(sql, [scope, ...values])).map(toWeights)
  }
  const change = (set: string) => async (round: number, value: unknown) => {
    await database.query(`update subnetkit.weights set ${set} where scope = $1 and round = $2`, [
      scope,
      round,
      value,
    ])
  }
  const confirmed = change("state = 'confirmed', included_block = $3::bigint")
  const refused = change("state = 'refused', reason = $3::text")
  const submitted = change('state = $3::text')

  return {
    async intendWeights({ round, uids, values, versionKey, intentBlock }) {
      await database.query(
        `insert into subnetkit.weights (scope, round, state, uids, u16_values, version_key, intent_block)
         values ($1, $2, 'intended', $3, $4, $5, $6) on conflict do nothing`,
        [scope, round, [...uids], [...values], versionKey, intentBlock],
      )
      const [kept] = await find('and round = $2', round)
      if (!kept) throw new Error(`the weights of round ${round} were not kept`)
      return kept
    },
    weightsSubmitted: (round) => submitted(round, 'submitted'),
    weightsConfirmed: confirmed,
    weightsRefused: (round, reason) => refused(round, boundedText(reason)),
    weights: (limit = 50) => find('order by round desc limit $2', limit),
  }
}
