import { number, percent } from '../parts/format.js'
import { Meter } from '../parts/meter.js'
import { MinerLink } from '../parts/miner-link.js'
import { Pill } from '../parts/pill.js'
import { type Column, Table } from '../parts/table.js'
import type { WeightsData } from './data.js'

type Share = WeightsData['row'][number]

/** Below this, rounding to 16 bits explains a difference. */
const rounding = 0.001

const differs = ({ ours, onChain }: Share): boolean => Math.abs((ours ?? 0) - (onChain ?? 0)) > rounding

const columns: readonly Column<Share>[] = [
  {
    ...{ key: 'miner', title: 'Miner', isHead: true, by: ({ uid }: Share) => uid },
    cell: ({ uid, hotkey }) => (hotkey === '' ? <span>{uid}</span> : <MinerLink uid={uid} hotkey={hotkey} />),
  },
  {
    ...{ key: 'ours', title: 'Ours', by: ({ ours }: Share) => ours ?? -1 },
    cell: ({ ours }) => <Meter value={ours} text={percent(ours)} />,
  },
  {
    ...{ key: 'chain', title: 'On chain', by: ({ onChain }: Share) => onChain ?? -1 },
    cell: ({ onChain }) => <Meter value={onChain} text={percent(onChain)} />,
  },
  {
    ...{ key: 'same', title: 'Agreement', by: (share: Share) => Number(differs(share)) },
    cell: (share) => (differs(share) ? <Pill tone="warn">differs</Pill> : <Pill tone="good">the same</Pill>),
  },
]

/** The shares of the newest decision beside those that the chain holds. */
export function Row({ data: { row, ourKey } }: { readonly data: WeightsData }) {
  const different = row.filter(differs).length
  return (
    <>
      <p class="muted">
        {ourKey === null
          ? 'No weights are decided yet: that follows the first fold.'
          : different === 0
            ? `The chain holds what ${ourKey} decided.`
            : `${number(different)} of ${number(row.length)} differ: ${ourKey} is not on chain yet, or not revealed.`}
      </p>
      <Table
        caption="Shares of weights by miner"
        columns={columns}
        rows={row}
        keyOf={({ uid }) => String(uid)}
        empty="Neither the chain nor the validator has weights yet."
      />
    </>
  )
}
