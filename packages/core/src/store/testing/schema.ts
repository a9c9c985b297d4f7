import type { Database, Queryable } from '../database.js'
import { migrate } from '../migrations.js'

/** The schema of a store that the migrations make now, in place of the one that is there. */
export async function freshSchema(database: Database): Promise<unknown> {
  await database.query('drop schema subnetkit cascade')
  await migrate(database)
  return schemaOf(database)
}

/** No partition: which ones there are depends on the receipts. */
const isWhole = (name: string) => `${name} !~ 'receipts_(before|rest|[0-9])'`

/** Columns, constraints and indexes, whatever their order, and settings of the tables. */
export async function schemaOf(on: Queryable): Promise<unknown> {
  const columns = await on.query(
    `select table_name, column_name, data_type, is_nullable, column_default, is_identity
       from information_schema.columns where table_schema = 'subnetkit' and ${isWhole('table_name')} order by 1, 2`,
  )
  const constraints = await on.query(
    `select conrelid::regclass::text as table_name, pg_get_constraintdef(oid) as definition
       from pg_constraint where connamespace = 'subnetkit'::regnamespace and ${isWhole('conrelid::regclass::text')} order by 1, 2`,
  )
  const indexes = await on.query(
    `select indexdef from pg_indexes where schemaname = 'subnetkit' and ${isWhole('tablename')} order by 1`,
  )
  const settings = await on.query(
    `select relname, reloptions from pg_class
      where relnamespace = 'subnetkit'::regnamespace and reloptions is not null order by 1`,
  )
  return { columns, constraints, indexes, settings }
}
