import { useState } from 'preact/hooks'
import { useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { number, percent, score } from '../parts/format.js'
import { Meter } from '../parts/meter.js'
import { alikeColumn, latencyColumn } from '../parts/miner-columns.js'
import { MinerLink } from '../parts/miner-link.js'
import { OutcomeBar } from '../parts/outcome-bar.js'
import { Card, Page } from '../parts/page.js'
import { Sparkline, trendInWords } from '../parts/sparkline.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import { FormerMiners } from './former.js'

type Row = Awaited<ReturnType<typeof api.miners.list.query>>['miners'][number]

const answered = ({ outcomes: { scored, absent, malformed, refused } }: Row) =>
  scored / Math.max(scored + absent + malformed + refused, 1)

const columns: readonly Column<Row>[] = [
  {
    ...{ key: 'rank', title: 'Rank', isNumber: true, by: ({ rank }: Row) => -rank },
    cell: ({ rank, moved }) => (
      <>
        {rank} <Moved moved={moved} />
      </>
    ),
  },
  {
    ...{ key: 'miner', title: 'Miner', isHead: true, by: ({ uid }: Row) => uid },
    cell: (row) => <MinerLink {...row} />,
  },
  {
    ...{ key: 'score', title: 'Score', by: ({ score: value }: Row) => -value },
    cell: ({ score: value }) => <Meter value={value} text={score(value)} />,
  },
  {
    ...{ key: 'trend', title: 'Trend' },
    cell: ({ trend, uid }) => (
      <Sparkline values={trend} sentence={`Score of miner ${uid} ${trendInWords(trend)}`} />
    ),
  },
  {
    ...{ key: 'share', title: 'Our share', isNumber: true, by: ({ share }: Row) => share },
    cell: ({ share }) => percent(share),
  },
  {
    ...{ key: 'incentive', title: 'Incentive', isNumber: true, by: ({ incentive }: Row) => incentive ?? -1 },
    cell: ({ incentive }) => percent(incentive),
  },
  {
    ...{ key: 'tasks', title: 'Last five rounds', by: (row: Row) => answered(row) },
    cell: ({ outcomes }) => <OutcomeBar outcomes={outcomes} />,
  },
  latencyColumn,
  alikeColumn,
]

function Moved({ moved }: { readonly moved: number | null }) {
  if (moved === null || moved === 0) return null
  const words = `${Math.abs(moved)} ${moved > 0 ? 'up' : 'down'}`
  return (
    <span class={moved > 0 ? 'up' : 'down'} title={words}>
      <span aria-hidden="true">{moved > 0 ? '▲' : '▼'}</span>
      {Math.abs(moved)}
      <span class="hidden"> places {moved > 0 ? 'up' : 'down'}</span>
    </span>
  )
}

/** All miners by rank. */
export function Miners() {
  const mechanism = useMechanism()
  const [wanted, setWanted] = useState('')
  const query = useQuery(
    `miners ${mechanism}`,
    (signal) => api.miners.list.query({ mechanism }, { signal }),
    ({ kind }) => kind === 'round-folded' || kind === 'scoreboard-changed' || kind === 'weights-set',
  )
  return (
    <Page
      title="Miners"
      lead="Ranked by the scores of this validator. Choose one to read why it ranks there."
    >
      <Loaded query={query}>
        {({ miners, round, atBlock }) => {
          const text = wanted.trim().toLowerCase()
          const rows = miners.filter(
            ({ uid, hotkey }) => text === '' || String(uid) === text || hotkey.toLowerCase().includes(text),
          )
          return (
            <Card
              title={`${number(miners.length)} miners`}
              aside={
                <label class="filter">
                  Find by number or hotkey
                  <input
                    type="search"
                    value={wanted}
                    onInput={(event) => setWanted(event.currentTarget.value)}
                  />
                </label>
              }
            >
              <Table
                caption="Miners by rank"
                columns={columns}
                rows={rows}
                keyOf={({ uid, registeredAt }) => `${uid} ${registeredAt}`}
                empty={
                  miners.length === 0 ? 'No miner is registered yet.' : 'No miner has this number or hotkey.'
                }
              />
              <p class="muted">
                {round === null
                  ? 'No round is folded yet.'
                  : `Scores as of round ${number(round)}; incentive as of block ${number(atBlock)}.`}{' '}
                Absent: no answer in time. Ours: trouble of this validator, charged to no miner. Alike:
                answers that are too much like those of another miner.
              </p>
            </Card>
          )
        }}
      </Loaded>
      <FormerMiners />
    </Page>
  )
}
