import { coreError } from '../errors.js'
import type { Database, Queryable } from './database.js'
import { askingOrder } from './migrations/asking-order.js'
import { comparisons } from './migrations/comparisons.js'
import { firstVersions } from './migrations/first-versions.js'
import { hotkeySwaps } from './migrations/hotkey-swaps.js'
import { neverAsked } from './migrations/never-asked.js'
import { observations } from './migrations/observations.js'
import { organicEvidence } from './migrations/organic-evidence.js'
import { roundBudgets } from './migrations/round-budgets.js'
import { roundCriteria } from './migrations/round-criteria.js'
import { roundsByBlock } from './migrations/rounds-by-block.js'
import { scopeIds } from './migrations/scope-ids.js'
import { scoreRecords } from './migrations/score-records.js'
import { scoreReplay } from './migrations/score-replay.js'
import { scoreStates } from './migrations/score-states.js'
import { shadowParts } from './migrations/shadow-parts.js'
import { shadowScores } from './migrations/shadow-scores.js'

/** In order, each applied once, as a list of statements; a migration that has been released is never changed. */
export const migrations: readonly (readonly string[])[] = [
  ...firstVersions,
  roundsByBlock,
  hotkeySwaps,
  roundBudgets,
  askingOrder,
  roundCriteria,
  scoreRecords,
  scoreStates,
  scoreReplay,
  shadowScores,
  shadowParts,
  observations,
  scopeIds,
  neverAsked,
  comparisons,
  organicEvidence,
]

/** Time for one statement, in ms: it may rewrite a large table. */
const longestMs = 3_600_000

/** Brings the schema `subnetkit` up to date, all or nothing. Throws STORE_NEWER, and changes nothing, if it is ahead. */
export const migrate = (database: Database): Promise<void> =>
  applyMigrations(database, { schema: 'subnetkit', migrations })

/** Tables of one schema, by the statements that made them. */
export interface SchemaMigrations {
  /** Name of the schema, which is no input of a user: it becomes part of statements. */
  readonly schema: string
  /** In order; one that has been released is never changed. */
  readonly migrations: readonly (readonly string[])[]
}

/** Brings a schema up to date, all or nothing. Throws STORE_NEWER, and changes nothing, if it is ahead. */
export async function applyMigrations(
  database: Database,
  { schema, migrations }: SchemaMigrations,
): Promise<void> {
  if ((await appliedVersion(database, schema)) === migrations.length) return
  await database.transaction(
    async (transaction) => {
      // Even to find that a schema exists takes the right to make one, which its user may have lost since.
      const [found] = await transaction.query('select 1 from pg_namespace where nspname = $1', [schema])
      if (!found) await transaction.query(`create schema ${schema}`)
      await transaction.query(
        `create table if not exists ${schema}.migration (version integer primary key, applied_at timestamptz not null default now())`,
      )
      const applied = await newestVersion(transaction, schema)
      if (applied > migrations.length) {
        throw coreError('STORE_NEWER', { place: database.place, found: applied, known: migrations.length })
      }
      for (const [index, statements] of migrations.entries()) {
        if (index < applied) continue
        for (const statement of statements) await transaction.query(statement)
        await transaction.query(`insert into ${schema}.migration (version) values ($1)`, [index + 1])
      }
    },
    { statementMs: longestMs },
  )
}

/** Version of the tables; 0 for none. Takes no lock, so that nobody waits for a process that opens a store. */
async function appliedVersion(database: Database, schema: string): Promise<number> {
  const [row] = await database.query<{ known: boolean }>('select to_regclass($1) is not null as known', [
    `${schema}.migration`,
  ])
  return row?.known ? newestVersion(database, schema) : 0
}

async function newestVersion(on: Queryable, schema: string): Promise<number> {
  const [row] = await on.query<{ version: number }>(
    `select coalesce(max(version), 0)::int as version from ${schema}.migration`,
  )
  return row?.version ?? 0
}
