import { number, timeOfDay } from '../parts/format.js'
import { Card } from '../parts/page.js'
import { Pill } from '../parts/pill.js'
import { type Column, Table } from '../parts/table.js'
import type { QueueData } from './data.js'

type Failure = QueueData['failures'][number]

const columns: readonly Column<Failure>[] = [
  {
    key: 'id',
    title: 'Job',
    isHead: true,
    by: ({ id }) => id,
    cell: ({ id }) => <span class="key">{id}</span>,
  },
  { key: 'queue', title: 'Queue', by: ({ queue }) => queue, cell: ({ queue }) => queue },
  {
    ...{ key: 'state', title: 'State' },
    cell: ({ isOver }) => (isOver ? <Pill tone="bad">failed</Pill> : <Pill tone="warn">to be repeated</Pill>),
  },
  {
    key: 'attempts',
    title: 'Attempts',
    isNumber: true,
    by: ({ attempts }) => attempts,
    cell: ({ attempts }) => number(attempts),
  },
  {
    key: 'at',
    title: 'Newest',
    isNumber: true,
    by: ({ failedAt }) => failedAt ?? 0,
    cell: ({ failedAt }) => (failedAt === null ? '–' : timeOfDay(failedAt)),
  },
  { key: 'reason', title: 'Reason', cell: ({ reason }) => <span class="reason">{reason}</span> },
]

/** Jobs that an error keeps from their end, with the reason. */
export function Failures({ failures }: Pick<QueueData, 'failures'>) {
  return (
    <Card title="Failures">
      <Table
        caption="Jobs that failed, and those that are repeated after an error"
        columns={columns}
        rows={failures}
        keyOf={({ queue, id }) => `${queue} ${id}`}
        empty="No job has failed, and none is repeated."
      />
    </Card>
  )
}
