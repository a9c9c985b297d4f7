/** Columns of a table with their SQL types. */
export type Columns<Row> = { readonly [Name in keyof Row & string]: string }

/**
 * Parts of one statement that inserts any number of rows: an array parameter for each column, from `$2` on, where `$1`
 * is the scope. The rows are `given`, of which a condition may follow.
 */
export function insertRows<Row extends object>(
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): { readonly sql: string; readonly values: readonly (readonly unknown[])[] } {
  const names = Object.keys(columns) as (keyof Row & string)[]
  const arrays = names.map((name, index) => `$${index + 2}::${columns[name]}[]`)
  return {
    sql: `insert into ${table} (scope, ${names.join(', ')})
      select $1::integer, given.* from unnest(${arrays.join(', ')}) as given (${names.join(', ')})`,
    values: names.map((name) => rows.map((row) => row[name])),
  }
}
