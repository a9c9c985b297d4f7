import { Link, useMechanism } from '../app/navigation.js'
import type { Params } from '../app/page-definition.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { milliseconds, number, score, shortKey } from '../parts/format.js'
import { Card, Page } from '../parts/page.js'
import { Pill, toneOfOutcome } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import { changesRound } from './changes.js'

type Row = Awaited<ReturnType<typeof api.receipts.list.query>>['receipts'][number]

const columns: readonly Column<Row>[] = [
  {
    ...{ key: 'task', title: 'Task', isHead: true, by: ({ taskId }: Row) => taskId },
    cell: ({ round, hotkey, taskId }) => (
      <Link href={`/rounds/${round}/${hotkey}/${encodeURIComponent(taskId)}`} class="key">
        {taskId}
      </Link>
    ),
  },
  { key: 'family', title: 'Family', by: ({ family }) => family, cell: ({ family }) => family },
  {
    ...{ key: 'outcome', title: 'Outcome', by: ({ outcome }: Row) => outcome },
    cell: ({ outcome }) => <Pill tone={toneOfOutcome[outcome] ?? 'idle'}>{outcome}</Pill>,
  },
  {
    ...{ key: 'score', title: 'Score', isNumber: true, by: ({ score: value }: Row) => value ?? -1 },
    cell: ({ score: value }) => score(value),
  },
  {
    ...{ key: 'parts', title: 'Reason' },
    cell: ({ parts, reason, score: value }) =>
      reason ??
      (value === null ? 'compared with the answers of the others when the round is over' : null) ??
      parts
        .map(({ name, value }) => `${name} ${value === null ? 'not passed' : value.toFixed(2)}`)
        .join(', '),
  },
  {
    ...{ key: 'latency', title: 'Time', isNumber: true, by: ({ latencyMs }: Row) => latencyMs },
    cell: ({ latencyMs }) => milliseconds(latencyMs),
  },
]

/** The receipts of one miner in one round. */
export function MinerInRound({ params }: { readonly params: Params }) {
  const mechanism = useMechanism()
  const round = Number(params.round)
  const hotkey = params.hotkey ?? ''
  const query = useQuery(
    `receipts ${mechanism} ${round} ${hotkey}`,
    (signal) => api.receipts.list.query({ mechanism, round, hotkey }, { signal }),
    changesRound(round),
  )
  const above = [
    { href: '/rounds', title: 'Rounds' },
    { href: `/rounds/${round}`, title: `Round ${number(round)}` },
  ]
  return (
    <Page
      title={`Miner ${shortKey(hotkey)} in round ${number(round)}`}
      above={above}
      lead={<Link href={`/miners/${hotkey}`}>Why this miner ranks where it does</Link>}
    >
      <Loaded query={query}>
        {({ receipts }) => (
          <Card title="Receipts">
            <Table
              caption="Tasks of this miner in the round"
              columns={columns}
              rows={receipts}
              keyOf={({ taskId }) => taskId}
              empty="There is no receipt: the miner was not asked, or its answers are not scored yet."
            />
          </Card>
        )}
      </Loaded>
    </Page>
  )
}
