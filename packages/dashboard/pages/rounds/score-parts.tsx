import { percent, score } from '../parts/format.js'
import { Meter } from '../parts/meter.js'
import { Pill } from '../parts/pill.js'
import { type Column, Table } from '../parts/table.js'
import type { ReceiptData } from './data.js'

type Part = ReceiptData['receipt']['parts'][number]

const columns: readonly Column<Part>[] = [
  { key: 'name', title: 'Part', isHead: true, cell: ({ name }) => name },
  { key: 'kind', title: 'Kind', cell: ({ kind }) => kind },
  {
    ...{ key: 'value', title: 'Value' },
    cell: ({ value }) =>
      value === null ? <Pill tone="bad">not passed</Pill> : <Meter value={value} text={score(value)} />,
  },
  {
    ...{ key: 'weight', title: 'Weight', isNumber: true },
    cell: ({ weight }) => (weight === null ? '–' : percent(weight, 0)),
  },
]

/** Gates, criteria and factors of one score, and what could not be checked. */
export function ScoreParts({ receipt: { parts, leftOut } }: Pick<ReceiptData, 'receipt'>) {
  const all = parts.reduce((sum, { weight }) => sum + (weight ?? 0), 0)
  const shares = parts.map((part) => ({
    ...part,
    weight: part.weight === null || all === 0 ? null : part.weight / all,
  }))
  return (
    <>
      <Table
        caption="Parts of the score"
        columns={columns}
        rows={shares}
        keyOf={({ kind, name }) => `${kind} ${name}`}
        empty="The rubric has not seen this answer."
      />
      {leftOut.map(({ name, reason }) => (
        <p key={name} class="muted">
          {name} was left out: {reason}
        </p>
      ))}
    </>
  )
}
