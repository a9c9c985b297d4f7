import { createHash } from 'node:crypto'
import { readObserved, writeObserved } from '../tasks/observe.js'
import type { Database } from './database.js'

/** Observations of rounds, which their tasks are drawn with. Every call is durable when it returns. */
export interface ObservationStore {
  /**
   * Stores the observation of a round that is not planned yet, and returns the one that counts: an earlier one is not changed.
   * Returns undefined for a round that cannot be planned any more.
   */
  observe(number: number, observed: unknown): Promise<unknown>
  /** Returns the observation of a round, frozen; undefined if there is none. */
  observed(number: number): Promise<unknown>
  /** Returns the newest observation of a round before this one; null if none is kept. */
  observedBefore(number: number): Promise<{ readonly round: number; readonly observed: unknown } | null>
}

/** Observations that are kept in memory: every miner of a round needs them, and two rounds are open at once. */
const mostKept = 2

interface ObservationRow {
  readonly round: number
  readonly observed: string
}

/** Observations have a table of their own, so that reading rounds does not read up to 1 MiB for each. */
export function observationStore(database: Database, scope: string): ObservationStore {
  const known = new Map<number, unknown>()

  function keep({ round, observed: json }: ObservationRow): unknown {
    const observed = readObserved(json)
    known.set(round, observed)
    for (const oldest of known.keys()) if (known.size > mostKept) known.delete(oldest)
    return observed
  }

  async function observed(number: number): Promise<unknown> {
    if (known.has(number)) return known.get(number)
    const [row] = await database.query<ObservationRow>(
      'select round, observed from subnetkit.observations where scope = $1 and round = $2',
      [scope, number],
    )
    return row && keep(row)
  }

  return {
    async observe(number, given) {
      const json = writeObserved(given)
      await database.transaction(
        async (transaction) => {
          const added = await transaction.query(
            `insert into subnetkit.observations (scope, round, observed)
             select $1::integer, $2::bigint, $3::text
              where exists (select 1 from subnetkit.rounds
                             where scope = $1 and number = $2 and state in ('opened', 'committed'))
             on conflict do nothing returning round`,
            [scope, number, json],
          )
          if (added.length === 0) return
          await transaction.query(
            'update subnetkit.rounds set observed_hash = $3 where scope = $1 and number = $2',
            [scope, number, createHash('sha256').update(json).digest('hex')],
          )
        },
        { lock: scope },
      )
      return observed(number)
    },
    observed,
    async observedBefore(number) {
      const [row] = await database.query<ObservationRow>(
        `select round, observed from subnetkit.observations
          where scope = $1 and round < $2 order by round desc limit 1`,
        [scope, number],
      )
      return row ? { round: row.round, observed: readObserved(row.observed) } : null
    },
  }
}
