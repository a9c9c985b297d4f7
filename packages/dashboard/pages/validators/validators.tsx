import { useMechanism } from '../app/navigation.js'
import { api } from '../data/client.js'
import { useQuery } from '../data/use-query.js'
import { counted, number, percent, score, shortKey } from '../parts/format.js'
import { Meter } from '../parts/meter.js'
import { Card, Page } from '../parts/page.js'
import { Pill } from '../parts/pill.js'
import { Empty, Loaded } from '../parts/states.js'
import { type Column, Table } from '../parts/table.js'
import type { ValidatorsData } from './data.js'
import { Trust } from './trust.js'

type Row = ValidatorsData['validators'][number]

const columns: readonly Column<Row>[] = [
  {
    ...{ key: 'validator', title: 'Validator', isHead: true, by: ({ uid }: Row) => uid },
    cell: ({ uid, hotkey, identity, isOurs }) => (
      <span class="miner" title={hotkey}>
        <span class="uid">{uid}</span> {identity ?? <span class="key">{shortKey(hotkey)}</span>}{' '}
        {isOurs && <Pill tone="busy">this one</Pill>}
      </span>
    ),
  },
  {
    ...{ key: 'permit', title: 'Permit', by: ({ permit }: Row) => Number(permit) },
    cell: ({ permit }) => (permit ? <Pill tone="good">yes</Pill> : <Pill tone="warn">no</Pill>),
  },
  {
    ...{ key: 'stake', title: 'Stake', isNumber: true, by: ({ stake }: Row) => stake },
    cell: ({ stake }) => number(stake),
  },
  {
    ...{ key: 'vtrust', title: 'Trust', by: ({ vtrust }: Row) => vtrust },
    cell: ({ vtrust }) => <Meter value={vtrust} text={score(vtrust)} />,
  },
  {
    ...{
      key: 'consensus',
      title: 'Like consensus',
      isNumber: true,
      by: ({ toConsensus }: Row) => toConsensus ?? -1,
    },
    cell: ({ toConsensus }) => percent(toConsensus),
  },
  {
    ...{ key: 'ours', title: 'Like ours', isNumber: true, by: ({ toOurs }: Row) => toOurs ?? -1 },
    cell: ({ toOurs }) => percent(toOurs),
  },
  {
    ...{ key: 'dividends', title: 'Dividends', isNumber: true, by: ({ dividends }: Row) => dividends },
    cell: ({ dividends }) => percent(dividends),
  },
  {
    ...{
      key: 'updated',
      title: 'Updated',
      isNumber: true,
      by: ({ blocksSinceUpdate }: Row) => blocksSinceUpdate,
    },
    cell: ({ blocksSinceUpdate }) => `${counted(blocksSinceUpdate, 'block')} ago`,
  },
]

/** Validators beside each other, and why this one has the trust that it has. */
export function Validators() {
  const mechanism = useMechanism()
  const query = useQuery(
    `validators ${mechanism}`,
    (signal) => api.validators.query({ mechanism }, { signal }),
    ({ kind }) => kind === 'round-folded' || kind === 'weights-set' || kind === 'weights-revealed',
  )
  return (
    <Page
      title="Validators"
      lead="Validator trust is the share of a validator's weights that consensus confirms: what it loses of it, it loses of its dividends."
    >
      <Loaded query={query}>
        {(data) => (
          <>
            <Card title="Trust of this validator">
              <Trust data={data} />
            </Card>
            <Card title={counted(data.validators.length, 'validator')}>
              <Table
                caption="Validators by stake"
                columns={columns}
                rows={data.validators}
                keyOf={({ hotkey }) => hotkey}
                empty="No hotkey has a permit yet: permits are given at each epoch."
              />
              <p class="muted">
                As of block {number(data.atBlock)}; likeness as of the newest of{' '}
                {counted(data.epochs, 'epoch')} that were read.
              </p>
            </Card>
            <Card title="Copiers and other patterns">
              <Findings findings={data.findings} epochs={data.epochs} />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Findings({ findings, epochs }: Pick<ValidatorsData, 'findings' | 'epochs'>) {
  if (findings.length === 0) {
    return (
      <Empty>Nothing was found in {counted(epochs, 'epoch')}. Most patterns need ten epochs and more.</Empty>
    )
  }
  return (
    <ul class="failures">
      {findings.map(({ kind, uids, sentence, confidence }) => (
        <li key={`${kind} ${uids.join()}`}>
          <Pill tone="warn">{kind}</Pill>
          <p>
            Validator {uids.join(' and ')}: {sentence} (confidence {confidence}).
          </p>
        </li>
      ))}
    </ul>
  )
}
