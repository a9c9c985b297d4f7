import { counted, number } from '../parts/format.js'
import { Pill, type Tone } from '../parts/pill.js'
import { type Column, Table } from '../parts/table.js'
import type { WeightsData } from './data.js'

type Entry = WeightsData['entries'][number]

const tones: Readonly<Record<string, Tone>> = {
  confirmed: 'good',
  revealed: 'good',
  failed: 'bad',
  superseded: 'warn',
}

const columns: readonly Column<Entry>[] = [
  { key: 'key', title: 'Decision', isHead: true, cell: ({ key }) => key },
  {
    ...{ key: 'stage', title: 'Stage' },
    cell: ({ stage, settled, mode }) => (
      <Pill tone={stage === 'confirmed' && !settled ? 'busy' : (tones[stage] ?? 'busy')}>
        {stage === 'confirmed' && mode !== 'plain' ? 'committed' : stage}
      </Pill>
    ),
  },
  { key: 'mode', title: 'Mode', cell: ({ mode }) => mode ?? 'not chosen yet' },
  { key: 'miners', title: 'Miners', isNumber: true, cell: ({ miners }) => number(miners) },
  { key: 'decided', title: 'Decided', isNumber: true, cell: ({ intendedAt }) => number(intendedAt) },
  {
    ...{ key: 'included', title: 'In block', isNumber: true },
    cell: ({ includedAt, blockHash }) =>
      includedAt === null ? '–' : <span title={blockHash ?? undefined}>{number(includedAt)}</span>,
  },
  {
    ...{ key: 'revealed', title: 'Revealed', isNumber: true },
    cell: ({ revealedAt, epoch }) =>
      revealedAt !== null ? number(revealedAt) : epoch !== null ? `epoch ${number(epoch)}` : '–',
  },
  {
    ...{ key: 'note', title: 'Note' },
    cell: ({ failure, signatures }) =>
      failure === null ? (
        signatures > 1 ? (
          `signed ${counted(signatures, 'time')}`
        ) : (
          ''
        )
      ) : (
        <>
          <code>{failure.code}</code> {failure.reason} <strong>{failure.fix}</strong>
        </>
      ),
  },
]

/** The outbox: each decision and how far it is. */
export function Entries({ entries }: Pick<WeightsData, 'entries'>) {
  return (
    <Table
      caption="Decisions about weights, the newest first"
      columns={columns}
      rows={entries}
      keyOf={({ key }) => key}
      empty="No weights are decided yet: that follows the first fold with a score above 0."
    />
  )
}
