import { milliseconds } from './format.js'
import { Pill } from './pill.js'
import type { Column } from './table.js'

/** Column of the median time of a miner's answers; miners without an answer come last. */
export const latencyColumn: Column<{ readonly latencyMs: number | null }> = {
  ...{ key: 'latency', title: 'Median time', isNumber: true, by: ({ latencyMs }) => latencyMs ?? 1e12 },
  cell: ({ latencyMs }) => milliseconds(latencyMs),
}

/** Column of answers that are too much like another miner's. */
export const alikeColumn: Column<{ readonly flagged: number }> = {
  ...{ key: 'flags', title: 'Alike', isNumber: true, by: ({ flagged }) => flagged },
  cell: ({ flagged }) => (flagged === 0 ? '–' : <Pill tone="warn">{flagged}</Pill>),
}
