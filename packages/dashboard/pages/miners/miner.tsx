import { Link, useMechanism } from '../app/navigation.js'
import type { Params } from '../app/page-definition.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, number, percent, score, shortKey } from '../parts/format.js'
import { LineChart } from '../parts/line-chart.js'
import { outcomesInWords } from '../parts/outcome-bar.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { trendInWords } from '../parts/sparkline.js'
import { Empty, Loaded } from '../parts/states.js'
import type { MinerData } from './data.js'
import { Failures } from './failures.js'
import { Former } from './former.js'
import { History } from './history.js'
import { MinerParts } from './miner-parts.js'
import { Similar } from './similar.js'
import { Why } from './why.js'

/** One miner: its place, why it has it, and what would raise it. */
export function Miner({ params }: { readonly params: Params }) {
  const mechanism = useMechanism()
  const hotkey = params.hotkey ?? ''
  const query = useQuery(
    `miner ${mechanism} ${hotkey}`,
    (signal) => api.miners.one.query({ mechanism, hotkey }, { signal }),
    ({ kind }) => kind === 'round-folded',
  )
  return (
    <Page
      title={query.data === null ? `Miner ${shortKey(hotkey)}` : `Miner ${query.data.uid}`}
      above={[{ href: '/miners', title: 'Miners' }]}
      lead={<span class="key">{hotkey}</span>}
    >
      {query.failure?.code === 'MINER_UNKNOWN' ? (
        <Former hotkey={hotkey} />
      ) : (
        <Loaded query={query}>{(data) => <Facts data={data} />}</Loaded>
      )}
    </Page>
  )
}

function Facts({ data }: { readonly data: MinerData }) {
  const { rank, miners, share, medianScore, round, history, registeredAt } = data
  return (
    <>
      <Figures>
        <Figure
          label="Rank"
          value={`${rank} of ${miners}`}
          note={`${number(data.paid)} have a score above 0`}
        />
        <Figure label="Score" value={score(data.score)} note={`median ${score(medianScore)}`} />
        <Figure
          label="Share of our weights"
          value={percent(share)}
          note={`incentive on chain ${percent(data.incentive)}`}
        />
        <Figure
          label="Tasks"
          value={counted(data.tasks.scored, 'scored task')}
          note={`${outcomesInWords(data.tasks)} in ${counted(data.asked, 'round')}`}
        />
      </Figures>
      <Card title="Why">
        <Why data={data} />
      </Card>
      <div class="columns">
        <Card title="Tasks without a score">
          <Failures failures={data.failures} neverAsked={data.neverAsked} />
        </Card>
        <Card title="Likeness to other miners">
          <Similar similar={data.similar} />
        </Card>
      </div>
      <Card title="Score by round">
        {history.length < 2 ? (
          <Empty>There are too few rounds for a line yet.</Empty>
        ) : (
          <LineChart
            x={history.map((one) => one.round)}
            xName="Round"
            lines={[
              { name: 'Score', values: history.map(({ after }) => after), colour: 'accent' },
              {
                name: 'Mean of the round',
                values: history.map(({ mean }) => mean),
                colour: 'soft',
                isDashed: true,
              },
            ]}
            sentence={`Score ${trendInWords(history.map(({ after }) => after))}; dashed, the mean of each round.`}
          />
        )}
        <p class="muted">Line: the score after each round. Dashed: the mean of the round alone.</p>
        <History history={history} hotkey={data.hotkey} />
      </Card>
      <Card title="Parts of the score">
        <MinerParts parts={data.parts} />
      </Card>
      <p class="muted">
        Registered at block {number(registeredAt)}. The same in a terminal:{' '}
        <code>subnet explain {data.uid}</code>.{' '}
        <Link href={`/rounds/${round}/${data.hotkey}`}>Receipts of round {number(round)}</Link>
      </p>
    </>
  )
}
