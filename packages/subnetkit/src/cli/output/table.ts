import type { Palette } from './palette.js'
import { pad, shorten, textWidth } from './text.js'

/** One column of a table. */
export interface Column<Row> {
  readonly title: string
  /** Text of a cell, without color: it is measured and possibly shortened. */
  readonly text: (row: Row) => string
  /** @default 'left' */
  readonly align?: 'left' | 'right'
  /** Colours a text that fits already. */
  readonly paint?: (text: string, row: Row) => string
  /** Narrowest width that it may be shortened to; absent: never shortened. */
  readonly shrinkTo?: number
  /**
   * Columns with the highest number leave first when the terminal is too narrow; 0 stays.
   * @default 0
   */
  readonly leaves?: number
}

/** Space between two columns. */
const gap = '  '

/**
 * Renders a table that fits into `width`: first shortens the columns that allow it, then drops those that allow that.
 * A table that does not fit even so overflows rather than being cut.
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: { readonly palette: Palette; readonly width: number },
): readonly string[] {
  const kept = fitColumns(columns, rows, options.width)
  const line = (cells: readonly string[]) => cells.join(gap).trimEnd()
  const header = kept.map(({ column, width }) =>
    options.palette.dim(pad(column.title, width, column.align ?? 'left')),
  )
  const body = rows.map((row) =>
    kept.map(({ column, width }) => {
      const text = column.shrinkTo === undefined ? column.text(row) : shorten(column.text(row), width)
      const padded = pad(text, width, column.align ?? 'left')
      return column.paint ? column.paint(padded, row) : padded
    }),
  )
  return [header, ...body].map(line)
}

interface Sized<Row> {
  readonly column: Column<Row>
  width: number
}

function fitColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  available: number,
): Sized<Row>[] {
  const full = columns.map((column) => ({
    column,
    width: Math.max(textWidth(column.title), ...rows.map((row) => textWidth(column.text(row)))),
  }))
  const leaving = [...new Set(columns.map(({ leaves }) => leaves ?? 0))].sort((a, b) => b - a)
  for (const limit of leaving) {
    const kept = full.filter(({ column }) => (column.leaves ?? 0) <= limit).map((sized) => ({ ...sized }))
    if (shrink(kept, available)) return kept
  }
  const last = full.filter(({ column }) => (column.leaves ?? 0) === 0)
  shrink(last, available)
  return last
}

/** Takes from the widest first; true when the line fits. */
function shrink<Row>(columns: Sized<Row>[], available: number): boolean {
  let over = columns.reduce((sum, { width }) => sum + width, gap.length * (columns.length - 1)) - available
  while (over > 0) {
    const able = columns
      .filter(({ column, width }) => column.shrinkTo !== undefined && width > column.shrinkTo)
      .sort((left, right) => right.width - left.width)
    const [widest] = able
    if (widest === undefined) return false
    widest.width -= 1
    over -= 1
  }
  return true
}

/** Lines of `name  value` pairs, names aligned. */
export function renderFacts(
  facts: readonly (readonly [name: string, value: string])[],
  palette: Palette,
): readonly string[] {
  const width = Math.max(0, ...facts.map(([name]) => textWidth(name)))
  return facts.map(([name, value]) => `${palette.dim(pad(name, width, 'left'))}  ${value}`.trimEnd())
}
