import type { Params } from '../app/page-definition.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, percent } from '../parts/format.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { Pill } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import { bounds } from './intervals.js'
import { Verdict } from './reports.js'

type Data = Awaited<ReturnType<typeof api.reports.one.query>>
type Agent = Data['agents'][number]
type Validator = Data['validators'][number]

const miners: readonly Column<Agent>[] = [
  {
    ...{ key: 'name', title: 'Strategy', isHead: true, by: ({ name }: Agent) => name },
    cell: ({ name, about }) => (
      <>
        {name} <span class="muted">{about}</span>
      </>
    ),
  },
  {
    ...{ key: 'ratio', title: 'For its cost', isNumber: true, by: ({ ratio }: Agent) => ratio.mean },
    cell: ({ ratio }) => bounds(ratio),
  },
  {
    ...{ key: 'limit', title: 'May have', isNumber: true, by: ({ limit }: Agent) => limit ?? 0 },
    cell: ({ limit }) => (limit === null ? '–' : limit.toFixed(2)),
  },
  {
    ...{ key: 'verdict', title: 'Gate' },
    cell: ({ intent, passes, isClose }) =>
      intent === 'honest' || passes === null ? (
        <Pill tone="idle">honest</Pill>
      ) : (
        <>
          <Verdict passes={passes} />
          {isClose && ' close'}
        </>
      ),
  },
  {
    ...{ key: 'place', title: 'For its place', isNumber: true, by: ({ perPlace }: Agent) => perPlace.mean },
    cell: ({ perPlace }) => bounds(perPlace),
  },
  {
    ...{ key: 'earned', title: 'Earned α', isNumber: true, by: ({ earned }: Agent) => earned.mean },
    cell: ({ earned }) => bounds(earned, 1),
  },
  {
    ...{ key: 'cost', title: 'Cost α', isNumber: true, by: ({ cost }: Agent) => cost.mean },
    cell: ({ cost }) => bounds(cost, 1),
  },
  {
    ...{ key: 'score', title: 'Score', isNumber: true, by: ({ score }: Agent) => score.mean },
    cell: ({ score }) => bounds(score, 3),
  },
]

const validators: readonly Column<Validator>[] = [
  {
    ...{ key: 'name', title: 'Validator', isHead: true },
    cell: ({ name, count, about }) => (
      <>
        {count === 1 ? name : `${name} × ${count}`} <span class="muted">{about}</span>
      </>
    ),
  },
  { key: 'stake', title: 'Stake', isNumber: true, cell: ({ stakeShare }) => percent(stakeShare.mean) },
  { key: 'ratio', title: 'For its stake', isNumber: true, cell: ({ ratio }) => bounds(ratio) },
  { key: 'fair', title: 'Of its part', isNumber: true, cell: ({ fairRatio }) => bounds(fairRatio) },
  { key: 'trust', title: 'Trust', isNumber: true, cell: ({ trust }) => bounds(trust) },
]

/** One simulation: what each strategy earned, with bounds. */
export function Report({ params }: { readonly params: Params }) {
  const id = params.id ?? ''
  const query = useQuery(`report ${id}`, (signal) => api.reports.one.query({ id }, { signal }))
  return (
    <Page title="Simulation" above={[{ href: '/sim', title: 'Simulations' }]} lead={query.data?.at}>
      <Loaded query={query}>{(data) => <Facts data={data} />}</Loaded>
    </Page>
  )
}

function Facts({ data }: { readonly data: Data }) {
  const { subnet, epochs, seeds, passes, burned, gini, agents } = data
  return (
    <>
      <Figures>
        <Figure label="Subnet" value={subnet.name} note={`version ${subnet.version}`} />
        <Figure
          label="Gate"
          value={<Verdict passes={passes} />}
          note="no cheat may earn as honest work does"
        />
        <Figure label="Epochs" value={epochs} note={`each of ${counted(seeds, 'seed')}`} />
        <Figure label="Burned" value={percent(burned.mean)} note={`Gini of the rest ${bounds(gini)}`} />
      </Figures>
      <Card title="Miners">
        <Table
          caption="Strategies, the most profitable first"
          columns={miners}
          rows={agents}
          keyOf={({ name }) => name}
          empty="No miner played."
        />
        <p class="muted">
          For its cost and for its place: honest work has 1. ± are bounds at 95 % over the seeds.
        </p>
      </Card>
      <Card title="Validators">
        <Table
          caption="Validators by kind"
          columns={validators}
          rows={data.validators}
          keyOf={({ name }) => name}
          empty="No validator played."
        />
      </Card>
    </>
  )
}
