import { counted, number, percent, score } from '../parts/format.js'
import { LineChart } from '../parts/line-chart.js'
import { MinerLink } from '../parts/miner-link.js'
import { Figure, Figures } from '../parts/page.js'
import { trendInWords } from '../parts/sparkline.js'
import { Empty } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import type { ValidatorsData } from './data.js'

type Report = NonNullable<ValidatorsData['trust']>
type Clipped = Report['clipped'][number]

/** Causes in words; the terminal has them by their short names. */
const titles: Readonly<Record<string, string>> = {
  'no-permit': 'It has no permit',
  'no-weights': 'It has no weights on chain',
  inactive: 'Its weights are too old to count',
  'silent-stake': 'Stake without weights votes against every miner',
  stale: 'Miners have come since it set weights',
  late: 'Its weights are old',
  persistent: 'It judges by something else than the others',
  'other-tasks': 'It drew other tasks than the others',
}

const columns: readonly Column<Clipped>[] = [
  {
    ...{ key: 'uid', title: 'Miner', isHead: true, by: ({ uid }: Clipped) => uid },
    cell: (miner) => <MinerLink {...miner} />,
  },
  {
    key: 'share',
    title: 'Our weight',
    isNumber: true,
    by: ({ share }) => share,
    cell: ({ share }) => percent(share),
  },
  {
    ...{ key: 'consensus', title: 'Consensus', isNumber: true, by: ({ consensus }: Clipped) => consensus },
    cell: ({ consensus }) => percent(consensus),
  },
  {
    ...{
      key: 'cut',
      title: 'Cut off',
      isNumber: true,
      by: ({ share, consensus }: Clipped) => share - consensus,
    },
    cell: ({ share, consensus }) => percent(share - consensus),
  },
]

/** Causes of this validator's trust: what it loses, to what, and what to do. */
export function Trust({ data: { trust, history } }: { readonly data: ValidatorsData }) {
  if (trust === null) return <Empty>No epoch was read in which this hotkey was registered.</Empty>
  const { vtrust, computed, othersVtrust, epochsCompared, causes, clipped, block } = trust
  return (
    <>
      <Figures>
        <Figure
          label="Trust on chain"
          value={score(vtrust)}
          note={`as of the epoch at block ${number(block)}`}
        />
        <Figure
          label="From its weights then"
          value={score(computed)}
          note="differs if weights were set or masked since"
        />
        <Figure
          label="Median of the others"
          value={score(othersVtrust)}
          note={`compared with ${counted(epochsCompared, 'epoch')} before`}
        />
      </Figures>
      <h3>What it loses, and to what</h3>
      {causes.length === 0 ? (
        <p>Nothing worth a cause: consensus confirms its weights.</p>
      ) : (
        <ol class="improvements causes">
          {causes.map(({ cause, loss, detail, instruction }) => (
            <li key={cause} data-cause={cause}>
              <strong>
                {percent(loss)} · {titles[cause] ?? cause}
              </strong>
              <span>{detail}.</span>
              <p>{instruction}</p>
            </li>
          ))}
        </ol>
      )}
      {history.length > 1 && (
        <LineChart
          x={history.map((one) => one.block)}
          xName="Block of the epoch"
          lines={[
            { name: 'Trust', values: history.map((one) => one.vtrust), colour: 'accent' },
            {
              name: 'Median of the others',
              values: history.map(({ others }) => others),
              colour: 'soft',
              isDashed: true,
            },
          ]}
          sentence={`Trust ${trendInWords(history.map((one) => one.vtrust)).replace('rounds', 'epochs')}; dashed, the median of the others.`}
        />
      )}
      {clipped.length > 0 && (
        <>
          <h3>Miners to which it gives more than consensus</h3>
          <Table
            caption="Weights above consensus, which the chain cuts: open a miner to read why its score is so high here"
            columns={columns}
            rows={clipped}
            keyOf={({ uid }) => String(uid)}
            empty=""
          />
        </>
      )}
    </>
  )
}
