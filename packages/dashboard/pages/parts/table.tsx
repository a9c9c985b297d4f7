import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

/** One column of a table. */
export interface Column<Row> {
  readonly key: string
  readonly title: string
  readonly cell: (row: Row) => ComponentChildren
  /** Value by which the column is sorted; without it, it is not. */
  readonly by?: (row: Row) => number | string
  /** Right-aligned figures. */
  readonly isNumber?: boolean
  /** Names the row to readers of the screen. */
  readonly isHead?: boolean
}

interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly keyOf: (row: Row) => string
  /** Says that there are no rows. */
  readonly empty: string
}

interface Order {
  readonly key: string
  readonly isDown: boolean
}

/** A table that scrolls sideways by itself where it is too wide. Columns with a value sort it. */
export function Table<Row>({ caption, columns, rows, keyOf, empty }: TableProps<Row>) {
  const [order, setOrder] = useState<Order | null>(null)
  if (rows.length === 0) return <p class="empty">{empty}</p>
  const shown = sorted(rows, columns, order)
  return (
    <section class="table-frame" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ key, cell, isNumber, isHead }) =>
                isHead ? (
                  <th key={key} scope="row" class={isNumber ? 'number' : undefined}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} class={isNumber ? 'number' : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface HeadCellProps<Row> {
  readonly column: Column<Row>
  readonly order: Order | null
  readonly onOrder: (order: Order) => void
}

function HeadCell<Row>({ column: { key, title, by, isNumber }, order, onOrder }: HeadCellProps<Row>) {
  const own = order?.key === key ? order : null
  const direction = own === null ? undefined : own.isDown ? 'descending' : 'ascending'
  return (
    <th scope="col" class={isNumber ? 'number' : undefined} aria-sort={direction}>
      {by === undefined ? (
        title
      ) : (
        <button
          type="button"
          class="sort"
          onClick={() => onOrder({ key, isDown: own === null ? isNumber === true : !own.isDown })}
        >
          {title}
          <span aria-hidden="true">{own === null ? '' : own.isDown ? ' ↓' : ' ↑'}</span>
        </button>
      )}
    </th>
  )
}

function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], order: Order | null) {
  const by = columns.find(({ key }) => key === order?.key)?.by
  if (order === null || by === undefined) return rows
  const sign = order.isDown ? -1 : 1
  return [...rows].sort((left, right) => {
    const [a, b] = [by(left), by(right)]
    return a === b ? 0 : a < b ? -sign : sign
  })
}
