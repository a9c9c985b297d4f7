import { useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, duration, number, shortKey } from '../parts/format.js'
import { Card, Figure, Figures, Page } from '../parts/page.js'
import { Pill } from '../parts/pill.js'
import { Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import type { ChainData } from './data.js'

type Parameter = ChainData['parameters'][number]

const columns: readonly Column<Parameter>[] = [
  { key: 'name', title: 'Parameter', isHead: true, by: ({ name }) => name, cell: ({ name }) => name },
  { key: 'value', title: 'Value', isNumber: true, cell: ({ value }) => value },
]

/** The chain as this process sees it: head, runtime, endpoints, and the subnet on it. */
export function Chain() {
  const mechanism = useMechanism()
  const query = useQuery(
    `chain ${mechanism}`,
    (signal) => api.chain.query({ mechanism }, { signal }),
    ({ kind }) => kind === 'head-seen',
  )
  return (
    <Page title="Chain">
      <Loaded query={query}>
        {(data) => (
          <>
            <Head data={data} />
            <div class="columns">
              <Card title="Endpoints">
                <Endpoints data={data} />
              </Card>
              <Card title="Subnet">
                <Subnet data={data} />
              </Card>
            </div>
            <Card title="Hyperparameters that decide what neurons can do">
              <Table
                caption="Hyperparameters"
                columns={columns}
                rows={data.parameters}
                keyOf={({ name }) => name}
                empty="The metagraph was not read yet."
              />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Head({
  data: { block, blockAgeMs, finalized, specVersion, reconnects },
}: {
  readonly data: ChainData
}) {
  const behind = block !== null && finalized !== null ? Math.max(block - finalized, 0) : null
  return (
    <Figures>
      <Figure
        label="Best block"
        value={block === null ? '–' : number(block)}
        note={blockAgeMs === null ? 'none has arrived yet' : `${duration(blockAgeMs)} ago`}
      />
      <Figure
        label="Final block"
        value={finalized === null ? '–' : number(finalized)}
        note={behind === null ? 'the chain did not answer' : `${counted(behind, 'block')} behind the best`}
      />
      <Figure label="Runtime" value={number(specVersion)} note="spec version" />
      <Figure label="Reconnects" value={number(reconnects)} note="since the start" />
    </Figures>
  )
}

function Endpoints({ data: { endpoint, endpoints, connected, genesisHash } }: { readonly data: ChainData }) {
  return (
    <>
      <ul class="checks">
        {endpoints.map((one) => (
          <li key={one}>
            {one !== endpoint ? (
              <Pill tone="idle">reserve</Pill>
            ) : connected ? (
              <Pill tone="good">in use</Pill>
            ) : (
              <Pill tone="bad">lost</Pill>
            )}
            <code>{one}</code>
          </li>
        ))}
      </ul>
      <p class="muted">
        Genesis <span class="key">{genesisHash}</span>
      </p>
    </>
  )
}

function Subnet({ data: { subnet } }: { readonly data: ChainData }) {
  const { name, symbol, owner, neurons, maxUids, lastEpoch, nextEpoch, burnTao, pool, atBlock } = subnet
  return (
    <dl class="facts">
      <dt>Name</dt>
      <dd>
        {name ?? 'none'} {symbol}
      </dd>
      <dt>Owner</dt>
      <dd class="key" title={owner}>
        {shortKey(owner)}
      </dd>
      <dt>Neurons</dt>
      <dd>
        {number(neurons)} of {number(maxUids)}
      </dd>
      <dt>Epochs</dt>
      <dd>
        last at block {number(lastEpoch)}, next {nextEpoch === null ? 'unknown' : `at ${number(nextEpoch)}`}
      </dd>
      <dt>Registration</dt>
      <dd>{burnTao.toFixed(4)} TAO</dd>
      <dt>Pool</dt>
      <dd>
        {number(pool.tao)} TAO, {number(pool.alpha)} alpha
      </dd>
      <dt>Read at</dt>
      <dd>block {number(atBlock)}</dd>
    </dl>
  )
}
