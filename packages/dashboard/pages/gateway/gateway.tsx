import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, number, percent } from '../parts/format.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import type { GatewayData } from './data.js'
import { Keys } from './keys.js'
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

/** The gateway beside the validator: requests and their times, calls of miners, and what keys have spent. */
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
        {(data) => (
          <>
            <Summary data={data} />
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
        )}
      </Loaded>
    </Page>
  )
}

function Summary({ data }: { readonly data: GatewayData }) {
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
  return (
    <Figures>
      <Figure
        label="Requests"
        value={number(requests)}
        note={`${number(answered)} answered, ${number(refused)} refused, ${number(failed)} failed, ${number(left)} left by clients`}
      />
      <Figure
        label="Median time"
        value={seconds(all?.p50)}
        note={`95 % within ${seconds(all?.p95)}, 99 % within ${seconds(all?.p99)}`}
      />
      <Figure label="Streams" value={number(openStreams)} note="open now" />
      <Figure
        label="Spent"
        value={credits(spent)}
        note={`${credits(reserved)} set aside; ${counted(tokens, 'token')}`}
      />
    </Figures>
  )
}

function Calls({ data }: { readonly data: GatewayData }) {
  const { calls, hedges, hedgeWins, benchedMiners, outcomes, limited } = data
  return (
    <Card title="Calls of miners">
      <dl class="facts">
        <dt>Calls</dt>
        <dd>
          {number(calls)}
          {outcomes.length > 0 &&
            `: ${outcomes.map((one) => `${number(one.calls)} ${one.outcome}`).join(', ')}`}
        </dd>
        <dt>Hedges</dt>
        <dd>
          {number(hedges)}
          {hedges > 0 && `, of which ${number(hedgeWins)} answered (${percent(hedgeWins / hedges)})`}
        </dd>
        <dt>Benched</dt>
        <dd>{counted(benchedMiners, 'miner')} not asked for a while, since they failed</dd>
        <dt>Limited</dt>
        <dd>
          {number(limited.rate)} by a rate, {number(limited.quota)} by a budget, {number(limited.call)} by the
          budget of a call
        </dd>
      </dl>
    </Card>
  )
}
