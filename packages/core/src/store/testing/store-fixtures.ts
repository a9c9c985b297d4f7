import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { Database, Queryable } from '../database.js'
import { migrations } from '../migrations.js'

const folder = new URL('../../../fixtures/store/', import.meta.url)
const fileOf = (version: number) => new URL(`version-${version}.sql`, folder)

/** Versions of which there is a fixture: a database as that version left it. */
export async function fixtureVersions(): Promise<number[]> {
  const names = await readdir(folder)
  return names.map((name) => Number(/\d+/.exec(name)?.[0])).sort((left, right) => left - right)
}

/** Replaces the schema `subnetkit` by that of a fixture. */
export async function loadFixture(on: Queryable, version: number): Promise<void> {
  await on.query('drop schema if exists subnetkit cascade')
  const text = await readFile(fileOf(version), 'utf8')
  for (const statement of text.split(/;\n\n?/)) if (statement !== '') await on.query(statement)
}

/** Writes the fixture of a version: that of the version before, migrated. Do so when the version is released. */
export async function writeFixture(database: Database, version: number): Promise<void> {
  await loadFixture(database, version - 1)
  for (const statement of migrations[version - 1]!) await database.query(statement)
  const statements = [
    'create schema subnetkit',
    'create table subnetkit.migration (version integer primary key, applied_at timestamptz not null default now())',
    ...migrations.slice(0, version).flat(),
  ]
  for (let one = 1; one <= version; one++) {
    statements.push(`insert into subnetkit.migration (version) values (${one})`)
  }
  const tables = await database.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'subnetkit' and table_name <> 'migration' order by 1`,
  )
  for (const { name } of tables) {
    const columns = await database.query<{ name: string }>(
      `select column_name as name from information_schema.columns
        where table_schema = 'subnetkit' and table_name = $1 and is_identity = 'NO' order by ordinal_position`,
      [name],
    )
    const names = columns.map((column) => column.name)
    const rows = await database.query<{ row: string }>(
      `select concat_ws(', ', ${names.map((column) => `quote_nullable(${column}::text)`).join(', ')}) as row
         from subnetkit.${name} order by 1`,
    )
    statements.push(
      ...rows.map(({ row }) => `insert into subnetkit.${name} (${names.join(', ')}) values (${row})`),
    )
  }
  await writeFile(fileOf(version), `${statements.join(';\n\n')};\n`)
}
