/** A column of a table: its heading, which side it leans to, and how a row is shown in it. */
export interface Column<Row> {
  readonly heading: string
  readonly align?: 'left' | 'right'
  readonly cell: (row: Row) => string
}

/** Rows as aligned text, with a rule under the headings. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [
    columns.map(({ heading }) => heading),
    ...rows.map((row) => columns.map(({ cell }) => cell(row))),
  ]
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)))
  const lines = cells.map((line) =>
    line
      .map((text, at) => {
        const width = widths[at] ?? 0
        return columns[at]?.align === 'right' ? text.padStart(width) : text.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join('  ')
  return `${[lines[0], rule, ...lines.slice(1)].join('\n')}\n`
}
