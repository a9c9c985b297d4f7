import type { Held } from './held.js'
import { full } from './rows.js'

/** A quantity at the start, in the middle and at the end, and the most that it may be at the end. */
export interface Bound {
  readonly name: keyof typeof bounds
  readonly start: number
  readonly middle: number
  readonly end: number
  readonly most: number
  readonly why: string
}

/** By how much the end may exceed the middle, 150 rounds before it: a share, and an amount on top. */
const bounds = {
  heapMb: [0, 2, 'less than 14 kB a round: a few answers with their questions'],
  codeMb: [0, 4, 'more functions get hot'],
  bufferMb: [0.05, 4, 'the embedded database grows its memory by a sixteenth at a time'],
  residentMb: [0.15, 30, 'allocators return pages late'],
  minerHeapMb: [0, 2, 'less than 14 kB a round'],
  minerBufferMb: [0.05, 4, 'pictures and objects that have just been sent'],
  handles: [0, 12, 'sockets that wait for another request'],
  storeRows: [0.03, 20, 'rounds wait for their secret to be revealed, a few more or less'],
  queueRows: [0, 400, 'events of 64 jobs, until they are deleted'],
  tableMb: [0.25, 2, 'rows that are dead until the next vacuum'],
  databaseMb: [0.25, 16, 'the log is 16 MB until its next checkpoint'],
  minerMb: [0.01, 0.1, 'a miner that is full writes what it deletes'],
  validatorMb: [0.01, 0.1, 'entries are replaced, not added'],
} as const satisfies Partial<Record<keyof Held, readonly [share: number, amount: number, why: string]>>

/**
 * Compares the second quarter of the samples with the last one, each by its median: caches, windows and what is kept fill up in
 * the first, and a single sample may be taken in the midst of something.
 */
export function boundsOf(samples: readonly Held[]): readonly Bound[] {
  const [second, last] = partsOf(samples)
  return (Object.keys(bounds) as (keyof typeof bounds)[]).map((name) => {
    const [share, amount, why] = bounds[name]
    const [middle, end] = [second, last].map((part) => median(part.map((sample) => sample[name])))
    const most = middle! * (1 + share) + amount
    return { name, start: samples[0]![name], middle: middle!, end: end!, most, why }
  })
}

/** Tables of the store that have more rows at the end than in the middle, the most grown first. */
export function grownTables(
  samples: readonly Held[],
): readonly { name: string; middle: number; end: number }[] {
  const [second, last] = partsOf(samples)
  return Object.keys(full(samples.at(-1)?.rowsOf ?? {}))
    .map((name) => {
      const [middle, end] = [second, last].map((part) =>
        median(part.map(({ rowsOf }) => full(rowsOf)[name] ?? 0)),
      )
      return { name, middle: middle!, end: end! }
    })
    .filter(({ middle, end }) => end > middle)
    .sort((one, other) => other.end - other.middle - (one.end - one.middle))
}

export const isWithin = ({ end, most }: Bound): boolean => end <= most

/** The second quarter and the last one. */
function partsOf(samples: readonly Held[]): readonly [readonly Held[], readonly Held[]] {
  const quarter = Math.floor(samples.length / 4)
  if (quarter === 0) throw new RangeError('four samples are needed to see growth')
  return [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = (sorted.length - 1) / 2
  return (sorted[Math.floor(at)]! + sorted[Math.ceil(at)]!) / 2
}
