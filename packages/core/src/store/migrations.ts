import { coreError } from '../errors.js'
import type { Database } from './database.js'
import { firstVersions } from './migrations/first-versions.js'
import { hotkeySwaps } from './migrations/hotkey-swaps.js'
import { roundBudgets } from './migrations/round-budgets.js'
import { roundsByBlock } from './migrations/rounds-by-block.js'

/** In order, each applied once, as a list of statements; a migration that has been released is never changed. */
export const migrations: readonly (readonly string[])[] = [
  ...firstVersions,
  roundsByBlock,
  hotkeySwaps,
  roundBudgets,
]

/** Brings the schema `subnetkit` up to date, all or nothing. Throws STORE_NEWER, and changes nothing, if it is ahead. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    // Even to find that a schema exists takes the right to make one, which its user may have lost since.
    const [schema] = await transaction.query("select 1 from pg_namespace where nspname = 'subnetkit'")
    if (!schema) await transaction.query('create schema subnetkit')
    await transaction.query(
      'create table if not exists subnetkit.migration (version integer primary key, applied_at timestamptz not null default now())',
    )
    const [row] = await transaction.query<{ version: number }>(
      'select coalesce(max(version), 0)::int as version from subnetkit.migration',
    )
    const applied = row?.version ?? 0
    if (applied > migrations.length) {
      throw coreError('STORE_NEWER', { place: database.place, found: applied, known: migrations.length })
    }
    for (const [index, statements] of migrations.entries()) {
      if (index < applied) continue
      for (const statement of statements) await transaction.query(statement)
      await transaction.query('insert into subnetkit.migration (version) values ($1)', [index + 1])
    }
  })
}
