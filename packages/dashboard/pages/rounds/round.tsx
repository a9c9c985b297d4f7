import { Link, useMechanism } from '../app/navigation.js'
import type { Params } from '../app/page-definition.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { number, score } from '../parts/format.js'
import { alikeColumn, latencyColumn } from '../parts/miner-columns.js'
import { MinerLink } from '../parts/miner-link.js'
import { OutcomeBar, outcomesInWords } from '../parts/outcome-bar.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { Pill, toneOfQuery, toneOfRound } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import { changesRound } from './changes.js'
import type { RoundData } from './data.js'
import { Stages } from './stages.js'

type Row = RoundData['miners'][number]

const columnsOf = (round: number): readonly Column<Row>[] => [
  {
    ...{ key: 'miner', title: 'Miner', isHead: true, by: ({ uid }: Row) => uid },
    cell: (row) => <MinerLink {...row} />,
  },
  {
    ...{ key: 'state', title: 'State', by: ({ state }: Row) => state },
    cell: ({ state }) => <Pill tone={toneOfQuery[state] ?? 'idle'}>{state}</Pill>,
  },
  {
    ...{ key: 'tasks', title: 'Tasks' },
    cell: ({ hotkey, outcomes, uid }) =>
      Object.values(outcomes).every((count) => count === 0) ? (
        <span class="muted">no receipt</span>
      ) : (
        <Link
          href={`/rounds/${round}/${hotkey}`}
          aria-label={`Receipts of miner ${uid}: ${outcomesInWords(outcomes)}`}
        >
          <OutcomeBar outcomes={outcomes} />
        </Link>
      ),
  },
  {
    ...{ key: 'mean', title: 'Mean', isNumber: true, by: ({ mean }: Row) => mean ?? -1 },
    cell: ({ mean }) => score(mean),
  },
  {
    ...{ key: 'score', title: 'Score before → after', isNumber: true, by: ({ after }: Row) => after ?? -1 },
    cell: ({ before, after }) => (after === null ? '–' : `${score(before)} → ${score(after)}`),
  },
  latencyColumn,
  alikeColumn,
  { key: 'reason', title: 'Reason', cell: ({ reason }) => reason ?? '' },
]

/** One round: how far it is, and what became of each miner. */
export function Round({ params }: { readonly params: Params }) {
  const mechanism = useMechanism()
  const round = Number(params.round)
  const query = useQuery(
    `round ${mechanism} ${params.round}`,
    (signal) => api.rounds.one.query({ mechanism, round }, { signal }),
    changesRound(round),
  )
  return (
    <Page title={`Round ${number(round)}`} above={[{ href: '/rounds', title: 'Rounds' }]}>
      <Loaded query={query}>
        {(data) => (
          <>
            <Summary data={data} />
            <Card title="How far it is">
              <Stages data={data} />
            </Card>
            <Card title="Miners" aside={<Neighbours data={data} />}>
              <Table
                caption={`Miners of round ${number(round)}`}
                columns={columnsOf(round)}
                rows={data.miners}
                keyOf={({ hotkey }) => hotkey}
                empty="No miner is chosen yet: that follows once the hash of the secret is on chain."
              />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Summary({ data: { round, miners } }: { readonly data: RoundData }) {
  const scored = miners.filter(({ state }) => state === 'scored').length
  return (
    <Figures>
      <Figure
        label="State"
        value={<Pill tone={toneOfRound[round.state] ?? 'idle'}>{round.state}</Pill>}
        note={round.reason ?? `version ${round.version ?? 'unknown'}`}
      />
      <Figure
        label="Miners scored"
        value={`${number(scored)} of ${number(miners.length)}`}
        note={`${round.state === 'folded' ? 'closed' : 'closes'} at block ${number(round.closesAt)}`}
      />
      <Figure label="Mean score" value={score(round.mean)} note={outcomesInWords(round.outcomes)} />
    </Figures>
  )
}

function Neighbours({ data: { previous, next } }: { readonly data: RoundData }) {
  return (
    <span class="neighbours">
      {previous !== null && <Link href={`/rounds/${previous}`}>Previous round</Link>}
      {next !== null && <Link href={`/rounds/${next}`}>Next round</Link>}
    </span>
  )
}
