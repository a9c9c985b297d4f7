import { Link, useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { duration, number } from '../parts/format.js'
import { Card, Page } from '../parts/page.js'
import { Pill, toneOfRound } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import type { QueueData } from './data.js'
import { Failures } from './failures.js'

type Jobs = QueueData['queues'][number]
type Round = QueueData['open'][number]

const jobs: readonly Column<Jobs>[] = [
  { key: 'name', title: 'Queue', isHead: true, by: ({ name }) => name, cell: ({ name }) => name },
  {
    key: 'waiting',
    title: 'Waiting',
    isNumber: true,
    by: ({ waiting }) => waiting,
    cell: ({ waiting }) => number(waiting),
  },
  {
    key: 'active',
    title: 'At work',
    isNumber: true,
    by: ({ active }) => active,
    cell: ({ active }) => number(active),
  },
  {
    key: 'delayed',
    title: 'To be repeated',
    isNumber: true,
    by: ({ delayed }) => delayed,
    cell: ({ delayed }) => number(delayed),
  },
  {
    ...{ key: 'failed', title: 'Failed', isNumber: true, by: ({ failed }: Jobs) => failed },
    cell: ({ failed }) => (failed === 0 ? '0' : <Pill tone="bad">{number(failed)}</Pill>),
  },
  {
    ...{ key: 'oldest', title: 'Oldest waits', isNumber: true, by: ({ oldestMs }: Jobs) => oldestMs ?? -1 },
    cell: ({ oldestMs }) => (oldestMs === null ? '–' : duration(oldestMs)),
  },
  {
    ...{ key: 'workers', title: 'Workers', isNumber: true },
    cell: ({ workers }) => (workers === null ? 'in this process' : number(workers)),
  },
]

const rounds: readonly Column<Round>[] = [
  {
    ...{ key: 'round', title: 'Round', isHead: true, isNumber: true },
    cell: ({ number: first }) => <Link href={`/rounds/${first}`}>{number(first)}</Link>,
  },
  {
    key: 'state',
    title: 'State',
    cell: ({ state }) => <Pill tone={toneOfRound[state] ?? 'idle'}>{state}</Pill>,
  },
  { key: 'ask', title: 'To be asked', isNumber: true, cell: ({ queries }) => number(queries?.planned ?? 0) },
  {
    key: 'score',
    title: 'To be scored',
    isNumber: true,
    cell: ({ queries }) => number(queries?.answered ?? 0),
  },
  { key: 'done', title: 'Scored', isNumber: true, cell: ({ queries }) => number(queries?.scored ?? 0) },
  { key: 'closes', title: 'Closes at block', isNumber: true, cell: ({ closesAt }) => number(closesAt) },
]

/** Jobs that wait, run and failed, and the rounds that they are for. */
export function Queue() {
  const mechanism = useMechanism()
  const query = useQuery(
    `queue ${mechanism}`,
    (signal) => api.queue.query({ mechanism }, { signal }),
    ({ kind }) => kind === 'step-done' || kind === 'step-failed' || kind === 'head-seen',
  )
  return (
    <Page
      title="Queue"
      lead="The store says what is due, and the queue is a cache of it: jobs that are lost are added again."
    >
      <Loaded query={query}>
        {({ queues, open, backend, store, failures }) => (
          <>
            <Card title="Jobs">
              <Table
                caption="Jobs by queue"
                columns={jobs}
                rows={queues}
                keyOf={({ name }) => name}
                empty="There are no queues yet."
              />
              <p class="muted">
                Queue: {backend}; store: {store}. Of the failed, the newest 200 are kept.
              </p>
            </Card>
            <Failures failures={failures} />
            <Card title="Open rounds">
              <Table
                caption="Rounds that are not folded yet"
                columns={rounds}
                rows={open}
                keyOf={({ number: first }) => String(first)}
                empty="No round is open: nothing is due."
              />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}
