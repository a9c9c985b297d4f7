import { useState } from 'preact/hooks'
import { Link, useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { number, score } from '../parts/format.js'
import { OutcomeBar } from '../parts/outcome-bar.js'
import { Card, Page } from '../parts/page.js'
import { Pill, toneOfRound } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import { changesRounds } from './changes.js'
import { LiveRound } from './live-round.js'

type Row = Awaited<ReturnType<typeof api.rounds.list.query>>['rounds'][number]

const columns: readonly Column<Row>[] = [
  {
    ...{ key: 'number', title: 'Round', isHead: true, isNumber: true },
    cell: ({ number: first }) => <Link href={`/rounds/${first}`}>{number(first)}</Link>,
  },
  {
    ...{ key: 'state', title: 'State' },
    cell: ({ state }) => <Pill tone={toneOfRound[state] ?? 'idle'}>{state}</Pill>,
  },
  { key: 'miners', title: 'Miners', isNumber: true, cell: ({ miners }) => number(miners) },
  { key: 'tasks', title: 'Tasks', cell: ({ outcomes }) => <OutcomeBar outcomes={outcomes} /> },
  { key: 'mean', title: 'Mean score', isNumber: true, cell: ({ mean }) => score(mean) },
  { key: 'weights', title: 'Weights', cell: ({ decided, state }) => weightsOf(state, decided) },
  { key: 'secret', title: 'Secret', cell: ({ revealed }) => (revealed ? 'public' : 'kept') },
]

const weightsOf = (state: string, decided: boolean) =>
  decided ? 'decided' : state === 'folded' ? 'pending' : '–'

/** All rounds that are kept, the newest first, and the newest one live. */
export function Rounds() {
  const mechanism = useMechanism()
  const [pages, setPages] = useState<readonly number[]>([])
  const before = pages.at(-1)
  const query = useQuery(
    `rounds ${mechanism} ${before}`,
    (signal) => api.rounds.list.query({ mechanism, before }, { signal }),
    changesRounds,
  )
  return (
    <Page
      title="Rounds"
      lead="Each round draws tasks from its own secret, asks the miners, scores what they answer and folds it into the scores."
    >
      <Loaded query={query}>
        {({ rounds, hasMore }) => (
          <>
            {pages.length === 0 && rounds[0] !== undefined && <LiveRound round={rounds[0].number} />}
            <Card title={pages.length === 0 ? 'Newest rounds' : 'Earlier rounds'}>
              <Table
                caption="Rounds, the newest first"
                columns={columns}
                rows={rounds}
                keyOf={({ number: first }) => String(first)}
                empty="No round has begun: rounds begin at multiples of their length in blocks."
              />
              <div class="pager">
                <button
                  type="button"
                  disabled={pages.length === 0}
                  onClick={() => setPages(pages.slice(0, -1))}
                >
                  Newer
                </button>
                <button
                  type="button"
                  disabled={!hasMore}
                  onClick={() => setPages([...pages, rounds.at(-1)?.number ?? 0])}
                >
                  Older
                </button>
              </div>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}
