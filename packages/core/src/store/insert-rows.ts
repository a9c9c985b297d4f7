/** Columns of a table with their SQL types. */
export type Columns<Row> = { readonly [Name in keyof Row & string]: string }

/**
 * Parts of one statement that inserts any number of rows: an array parameter for each column, from `$2` on, where `$1`
 * is the scope.
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
      select $1::integer, * from unnest(${arrays.join(', ')})`,
    values: names.map((name) => rows.map((row) => row[name])),
  }
}
