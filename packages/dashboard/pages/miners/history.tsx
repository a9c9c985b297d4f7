import { Link } from '../app/navigation.js'
import { number, score } from '../parts/format.js'
import { type Column, Table } from '../parts/table.js'
import type { MinerData } from './data.js'

type Row = MinerData['history'][number]

/** The numbers of the chart. */
export function History({
  history,
  hotkey,
}: {
  readonly history: MinerData['history']
  readonly hotkey: string
}) {
  const columns: readonly Column<Row>[] = [
    {
      ...{ key: 'round', title: 'Round', isHead: true, isNumber: true, by: ({ round }: Row) => round },
      cell: ({ round }) => <Link href={`/rounds/${round}/${hotkey}`}>{number(round)}</Link>,
    },
    {
      key: 'mean',
      title: 'Mean of the round',
      isNumber: true,
      by: ({ mean }) => mean,
      cell: ({ mean }) => score(mean),
    },
    {
      key: 'after',
      title: 'Score after it',
      isNumber: true,
      by: ({ after }) => after,
      cell: ({ after }) => score(after),
    },
  ]
  return (
    <details>
      <summary>The same as a table</summary>
      <Table
        caption="Score by round, the newest first"
        columns={columns}
        rows={[...history].reverse()}
        keyOf={({ round }) => String(round)}
        empty="No round has scored this miner yet."
      />
    </details>
  )
}
