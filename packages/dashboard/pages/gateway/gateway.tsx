import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, number, percent, timeOfDay } from '../parts/format.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import type { GatewayAnswer, GatewayData } from './data.js'
import { Keys } from './keys.js'
import { lastMinute, Pace, perSecond } from './pace.js'
import { Routes } from './routes.js'
import { credits, seconds } from './units.js'

type Row = GatewayData['rows'][number]

const time = (key: 'p50' | 'p95' | 'p99'): Column<Row> => ({
  ...{ key, title: key, isNumber: true, by: (row: Row) => row.seconds?.[key] ?? -1 },
  cell: (row) => seconds(row.seconds?.[key]),
})

const columns: readonly Column<Row>[] = [
  { key: 'model', title: 'Model', isHead: true, by: ({ model }) => model, cell: ({ model }) => model },
  { key: 'endpoint', title: 'Endpoint', by: ({ endpoint }) => endpoint, cell: ({ endpoint }) => endpoint },
  { key: 'mode', title: 'Mode', by: ({ mode }) => mode, cell: ({ mode }) => mode },
  {
    ...{ key: 'requests', title: 'Requests', isNumber: true, by: ({ requests }: Row) => requests },
    cell: ({ requests }) => number(requests),
  },
  ...[time('p50'), time('p95'), time('p99')],
]

/** A gateway of this process or another one: requests and their times, miners as its router knows them, and what keys have spent. */
export function Gateway() {
  const query = useQuery(
    'gateway',
    (signal) => api.gateway.query(undefined, { signal }),
    ({ kind }) => kind === 'head-seen' || kind === 'task-done',
  )
  return (
    <Page
      title="Gateway"
      lead="Counted since it started. No prompt, no answer and no key is kept for this page."
    >
      <Loaded query={query}>
        {(answer) => (
          <>
            <Away of={answer} />
            {answer.status !== null && <Shown data={answer.status} at={answer.answeredAt} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Shown({ data, at }: { readonly data: GatewayData; readonly at: number | null }) {
  return (
    <>
      <Summary data={data} at={at ?? Date.now()} />
      <Pace data={data} at={at ?? Date.now()} />
      <Routes data={data} />
      <Card title="Requests" aside={<code>{data.url}</code>}>
        <Table
          caption="Requests by model, endpoint and mode"
          columns={columns}
          rows={data.rows}
          keyOf={({ model, endpoint, mode }) => `${model} ${endpoint} ${mode}`}
          empty="Nobody has asked yet."
        />
        <p class="muted">Times are of the newest 500 requests of a kind that were answered.</p>
      </Card>
      <Calls data={data} />
      <Keys data={data} />
    </>
  )
}

/** Says that a gateway of another process does not answer, and of when the figures are. */
function Away({ of: { status, answeredAt, trouble } }: { readonly of: GatewayAnswer }) {
  if (trouble === null) return null
  const since =
    answeredAt === null
      ? 'It has not answered since this process started.'
      : `Its last answer came ${new Date(answeredAt).toISOString().slice(0, 10)} at ${timeOfDay(answeredAt)}.`
  return (
    <div class="trouble" role="status">
      <strong>The gateway does not answer: {trouble}.</strong>
      <p>
        {since} {status !== null && 'The figures below are of that time.'} Start it with
        <code> gateway.statusPort</code>, the setting by which this dashboard looks for it.
      </p>
    </div>
  )
}

function Summary({ data, at }: { readonly data: GatewayData; readonly at: number }) {
  const {
    requests,
    answered,
    refused,
    failed,
    left,
    seconds: all,
    openStreams,
    reserved,
    spent,
    tokens,
  } = data
  const newest = lastMinute(data, at)
  return (
    <Figures>
      <Figure
        label="Requests per second"
        value={perSecond(newest.requests)}
        note={`in the last minute; ${number(requests)} since ${timeOfDay(Date.parse(data.started))}`}
      />
      <Figure
        label="Failed"
        value={percent(requests === 0 ? null : failed / requests)}
        note={`${number(failed)} failed, ${number(refused)} refused, ${number(left)} left by clients, ${number(answered)} answered`}
      />
      <Figure
        label="Median time"
        value={seconds(all?.p50)}
        note={`95 % within ${seconds(all?.p95)}, 99 % within ${seconds(all?.p99)}; ${counted(openStreams, 'stream')} open`}
      />
      <Figure
        label="Spent"
        value={credits(spent)}
        note={`credits; ${credits(reserved)} set aside; ${counted(tokens, 'token')}`}
      />
    </Figures>
  )
}

function Calls({ data }: { readonly data: GatewayData }) {
  const { calls, hedges, hedgeWins, benchedMiners, outcomes, limited, statuses } = data
  return (
    <Card title="Calls of miners and answers to clients">
      <dl class="facts">
        <dt>Calls</dt>
        <dd>
          {number(calls)}
          {outcomes.length > 0 &&
            `: ${outcomes.map((one) => `${number(one.calls)} ${one.outcome}`).join(', ')}`}
        </dd>
        <dt>Statuses</dt>
        <dd>
          {statuses.length === 0
            ? 'none yet'
            : statuses.map(({ status, requests }) => `${number(requests)} × ${status}`).join(', ')}
        </dd>
        <dt>Hedges</dt>
        <dd>
          {number(hedges)}
          {hedges > 0 && `, of which ${number(hedgeWins)} answered (${percent(hedgeWins / hedges)})`}
        </dd>
        <dt>Benched</dt>
        <dd>
          {counted(benchedMiners, 'miner')} not asked for a while, since calls failed or answers became worse
        </dd>
        <dt>Limited</dt>
        <dd>
          {number(limited.rate)} by a rate, {number(limited.quota)} by a budget, {number(limited.call)} by the
          budget of a call
        </dd>
      </dl>
    </Card>
  )
}
