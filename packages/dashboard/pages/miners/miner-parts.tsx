import { score } from '../parts/format.js'
import { Meter } from '../parts/meter.js'
import { type Column, Table } from '../parts/table.js'
import type { MinerData } from './data.js'
import { nameOf } from './part-name.js'

type Part = MinerData['parts'][number]

const behind = ({ own, best }: Part) => (own === null || best === null ? -1 : best - own)

const columns: readonly Column<Part>[] = [
  {
    key: 'part',
    title: 'Part',
    isHead: true,
    by: ({ kind, name }) => nameOf(kind, name),
    cell: ({ kind, name }) => nameOf(kind, name),
  },
  { key: 'family', title: 'Family', by: ({ family }) => family, cell: ({ family }) => family },
  {
    key: 'own',
    title: 'This miner',
    by: ({ own }) => own ?? -1,
    cell: ({ own }) => <Meter value={own} text={score(own)} />,
  },
  {
    key: 'median',
    title: 'Median',
    isNumber: true,
    by: ({ median }) => median,
    cell: ({ median }) => score(median),
  },
  {
    key: 'best',
    title: 'Best miner',
    isNumber: true,
    by: ({ best }) => best ?? -1,
    cell: ({ best }) => score(best),
  },
  {
    ...{ key: 'behind', title: 'Behind the best', isNumber: true, by: behind },
    cell: (part) => (behind(part) <= 0 ? '–' : score(behind(part))),
  },
]

/** Each part of the rubric: this miner beside the best one and the median. */
export function MinerParts({ parts }: { readonly parts: MinerData['parts'] }) {
  return (
    <Table
      caption="Means over the rounds that count, by part"
      columns={columns}
      rows={parts}
      keyOf={({ family, kind, name }) => `${family} ${kind} ${name}`}
      empty="No task of this miner has been scored yet."
    />
  )
}
