import { Link } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { Card, Page } from '../parts/page.js'
import { Pill } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import { bounds } from './intervals.js'

type Row = Awaited<ReturnType<typeof api.reports.list.query>>['reports'][number]

const columns: readonly Column<Row>[] = [
  {
    ...{ key: 'at', title: 'Played', isHead: true, by: ({ at }: Row) => at },
    cell: ({ id, at }) => <Link href={`/sim/${id}`}>{at.slice(0, 16).replace('T', ' ')}</Link>,
  },
  {
    ...{ key: 'subnet', title: 'Subnet', by: ({ subnet }: Row) => subnet.name },
    cell: ({ subnet: { name, version } }) => `${name}, version ${version}`,
  },
  { key: 'epochs', title: 'Epochs', isNumber: true, cell: ({ epochs }) => epochs },
  { key: 'seeds', title: 'Seeds', isNumber: true, cell: ({ seeds }) => seeds },
  { key: 'best', title: 'Best cheat', cell: ({ best }) => best ?? '–' },
  {
    ...{ key: 'ratio', title: 'It earns', isNumber: true, by: ({ ratio }: Row) => ratio?.mean ?? 0 },
    cell: ({ ratio }) => (ratio === null ? '–' : bounds(ratio)),
  },
  { key: 'gate', title: 'Gate', cell: ({ passes }) => <Verdict passes={passes} /> },
]

export function Verdict({ passes }: { readonly passes: boolean }) {
  return passes ? <Pill tone="good">passes</Pill> : <Pill tone="bad">fails</Pill>
}

/** Simulations whose reports are kept on this machine. */
export function Reports() {
  const query = useQuery('reports', (signal) => api.reports.list.query(undefined, { signal }))
  return (
    <Page
      title="Simulations"
      lead="What cheats would earn on the subnet for their cost, where honest work has 1: subnet sim plays it before a version goes on chain."
    >
      <Loaded query={query}>
        {({ reports }) => (
          <Card title="Reports">
            <Table
              caption="Reports on this machine, the newest first"
              columns={columns}
              rows={reports}
              keyOf={({ id }) => id}
              empty="No report is kept on this machine. Run `subnet sim` in the folder of the subnet: it plays honest miners and cheats through the rubric, and its report appears here."
            />
          </Card>
        )}
      </Loaded>
    </Page>
  )
}
