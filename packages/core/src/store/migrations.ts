import { coreError } from '../errors.js'
import type { Database, Queryable } from './database.js'
import { askingOrder } from './migrations/asking-order.js'
import { comparisons } from './migrations/comparisons.js'
import { firstVersions } from './migrations/first-versions.js'
import { hotkeySwaps } from './migrations/hotkey-swaps.js'
import { neverAsked } from './migrations/never-asked.js'
import { observations } from './migrations/observations.js'
import { organicEvidence } from './migrations/organic-evidence.js'
import { receiptPartitions } from './migrations/receipt-partitions.js'
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
  receiptPartitions,
]

/** Version of the tables that this version writes; none opens a newer one. */
export const newestStoreVersion: number = migrations.length

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
  const { version, isPartial } = await appliedVersion(database, schema)
  if (isPartial) await requireWhole(database, database.place)
  if (version === migrations.length) return
  await applyUpTo(database, { schema, migrations })
}

/** Applies what is missing, whether or not the schema is whole. */
export async function applyUpTo(database: Database, { schema, migrations }: SchemaMigrations): Promise<void> {
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

/** Version of the tables of the store; 0 for none. */
export const storeVersion = async (on: Queryable): Promise<number> =>
  (await appliedVersion(on, 'subnetkit')).version

/** Throws STORE_HALF_RESTORED for a store that a restore has begun to fill and not ended. */
export async function requireWhole(on: Queryable, place: string): Promise<void> {
  const began = await beganRestoring(on)
  if (began !== null) throw coreError('STORE_HALF_RESTORED', { place, began })
}

/** Time at which a restore began that has not ended; null without one. */
export async function beganRestoring(on: Queryable): Promise<string | null> {
  const [known] = await on.query<{ known: boolean }>(
    "select to_regclass('subnetkit.restoring') is not null as known",
  )
  if (!known?.known) return null
  const [row] = await on.query<{ began: string }>('select began::text as began from subnetkit.restoring')
  return row?.began ?? 'an unknown time'
}

/** Version of the tables; 0 for none. Takes no lock, so that nobody waits for a process that opens a store. */
async function appliedVersion(
  on: Queryable,
  schema: string,
): Promise<{ readonly version: number; readonly isPartial: boolean }> {
  const [row] = await on.query<{ known: boolean; partial: boolean }>(
    'select to_regclass($1) is not null as known, to_regclass($2) is not null as partial',
    [`${schema}.migration`, `${schema}.restoring`],
  )
  return {
    version: row?.known ? await newestVersion(on, schema) : 0,
    isPartial: row?.partial ?? false,
  }
}

async function newestVersion(on: Queryable, schema: string): Promise<number> {
  const [row] = await on.query<{ version: number }>(
    `select coalesce(max(version), 0)::int as version from ${schema}.migration`,
  )
  return row?.version ?? 0
}
