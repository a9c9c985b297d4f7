import { number, percent } from '../parts/format.js'
import { Meter } from '../parts/meter.js'
import { Card } from '../parts/page.js'
import { Pill } from '../parts/pill.js'
import { type Column, Table } from '../parts/table.js'
import type { GatewayData } from './data.js'
import { credits } from './units.js'

type Key = GatewayData['keys'][number] & { readonly place: number }

const columns: readonly Column<Key>[] = [
  { key: 'name', title: 'Key', isHead: true, by: ({ name }) => name, cell: ({ name }) => name },
  {
    key: 'project',
    title: 'Project',
    by: ({ project }) => project ?? '',
    cell: ({ project }) => project ?? '–',
  },
  {
    ...{ key: 'spent', title: 'Spent', isNumber: true, by: ({ spent }: Key) => spent },
    cell: ({ spent }) => credits(spent),
  },
  {
    key: 'cap',
    title: 'Of its budget',
    cell: ({ spent, cap }) =>
      cap === null ? (
        'no limit'
      ) : (
        <Meter value={cap === 0 ? 1 : spent / cap} text={percent(cap === 0 ? 1 : spent / cap, 0)} />
      ),
  },
  {
    ...{ key: 'reserved', title: 'Set aside', isNumber: true, by: ({ reserved }: Key) => reserved },
    cell: ({ reserved }) => credits(reserved),
  },
  { key: 'state', title: 'State', cell: (key) => <State of={key} /> },
]

/** Spend of keys, by the names that their operator gave them. */
export function Keys({ data: { keys, keyCount } }: { readonly data: GatewayData }) {
  const rows = keys.map((key, place) => ({ ...key, place }))
  return (
    <Card title="Keys">
      <Table
        caption="Keys by what they have spent"
        columns={columns}
        rows={rows}
        keyOf={({ place }) => String(place)}
        empty="There is no key yet."
      />
      {keyCount > keys.length && (
        <p class="muted">
          The {number(keys.length)} that have spent most, of {number(keyCount)}.
        </p>
      )}
    </Card>
  )
}

function State({ of: { isRevoked, isPrepaid, spent, cap } }: { readonly of: Key }) {
  if (isRevoked) return <Pill tone="idle">revoked</Pill>
  if (cap !== null && spent >= cap) return <Pill tone="warn">used up</Pill>
  return <Pill tone="good">{isPrepaid ? 'prepaid' : 'active'}</Pill>
}
