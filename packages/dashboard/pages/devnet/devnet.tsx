import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { number, shortKey } from '../parts/format.js'
import { Card, Page } from '../parts/page.js'
import { Pill } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'

type Block = Awaited<ReturnType<typeof api.devnet.query>>['blocks'][number]

const columns: readonly Column<Block>[] = [
  { key: 'number', title: 'Block', isHead: true, isNumber: true, cell: ({ number: of }) => number(of) },
  { key: 'calls', title: 'Calls', cell: ({ calls }) => <Calls calls={calls} /> },
  { key: 'events', title: 'Events', isNumber: true, cell: ({ events }) => number(events) },
  {
    key: 'hash',
    title: 'Hash',
    cell: ({ hash }) => (
      <span class="key" title={hash}>
        {hash.slice(0, 10)}…
      </span>
    ),
  },
]

function Calls({ calls }: Pick<Block, 'calls'>) {
  if (calls.length === 0) return <span class="muted">none</span>
  return (
    <ul>
      {calls.map(({ call, signer, failure }, at) => (
        <li key={`${at} ${call}`}>
          {failure === null ? <Pill tone="good">done</Pill> : <Pill tone="bad">failed</Pill>}{' '}
          <code>{call}</code> {signer !== null && <span class="key muted">{shortKey(signer)}</span>} {failure}
        </li>
      ))}
    </ul>
  )
}

/** Every block of a devnet as it is made, with its calls and why one failed. */
export function Devnet() {
  const query = useQuery(
    'devnet',
    (signal) => api.devnet.query(undefined, { signal }),
    ({ kind }) => kind === 'head-seen',
  )
  return (
    <Page
      title="Devnet"
      lead="Blocks as they are made, with every call but the time, and the reason of each that failed."
    >
      <Loaded query={query}>
        {({ blocks, endpoint }) => (
          <>
            <Card title="Newest blocks">
              <Table
                caption="Blocks of the devnet, the newest first"
                columns={columns}
                rows={blocks}
                keyOf={({ hash }) => hash}
                empty="No block was made yet."
              />
            </Card>
            <Card title="Mine, jump, snapshot">
              <p class="muted">This page changes nothing. Send these over JSON-RPC to {endpoint}:</p>
              <dl class="facts">
                <dt>Ten blocks at once</dt>
                <dd>
                  <code>dev_mine [10]</code>
                </dd>
                <dt>Up to the next epoch of a subnet</dt>
                <dd>
                  <code>dev_mineUntilEpoch [netuid]</code>
                </dd>
                <dt>Take a snapshot, and go back to it</dt>
                <dd>
                  <code>dev_snapshot []</code>, <code>dev_revert [id]</code>
                </dd>
              </dl>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}
