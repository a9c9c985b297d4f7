import { Pill } from '../parts/pill.js'
import { type Column, Table } from '../parts/table.js'
import type { ExhibitOf } from './exhibit-of.js'

type Row = ExhibitOf<'checks'>['rows'][number] & { readonly place: number }

/** Things that were checked, one a row. */
export function Checked({
  exhibit: { title, columns, rows, hasMore },
}: {
  readonly exhibit: ExhibitOf<'checks'>
}) {
  const drawn: readonly Column<Row>[] = [
    { key: 'name', title: 'Object', isHead: true, cell: ({ name }) => <Name name={name} /> },
    ...columns.map(
      (column, at): Column<Row> => ({ key: `fact ${column}`, title: column, cell: ({ facts }) => facts[at] }),
    ),
    { key: 'passed', title: 'Result', cell: ({ passed }) => <Result passed={passed} /> },
  ]
  const placed = rows.map((row, place) => ({ ...row, place }))
  return (
    <>
      <Table
        caption={title}
        columns={drawn}
        rows={placed}
        keyOf={({ place }) => String(place)}
        empty="Nothing was checked."
      />
      {hasMore && <p class="muted">There are more than these.</p>}
    </>
  )
}

/** Beginning and end of a long hash; all of it for those who hover or select. */
function Name({ name }: { readonly name: string }) {
  if (name.length <= 24) return <span class="key">{name}</span>
  return (
    <span class="key" title={name}>
      {name.slice(0, 12)}…{name.slice(-6)}
    </span>
  )
}

function Result({ passed }: { readonly passed: boolean | null }) {
  if (passed === null) return <Pill tone="idle">not known</Pill>
  return passed ? <Pill tone="good">passed</Pill> : <Pill tone="bad">failed</Pill>
}
