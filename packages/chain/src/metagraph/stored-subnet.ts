import type { BlockReader } from '../read/block-reader.js'
import { columnValues, type NeuronColumn, type SubnetColumns, type SubnetSubject } from './columns.js'
import { metagraphReads, type StoredColumn, storedColumns } from './reads.js'

/** Items that storage holds as one value per subnet, including lists by uid. */
export interface SubnetValues {
  /** Number of neurons. */
  readonly count: number
  readonly columns: Omit<SubnetColumns, NeuronColumn>
}

/** Reads it, in one request; null where there is no such subnet or mechanism. */
export async function readSubnetValues(
  block: BlockReader,
  subject: SubnetSubject,
): Promise<SubnetValues | null> {
  const { exists, count, stored, ...read } = await block.getMany(metagraphReads.subnet(subject))
  if (!exists || subject.mechanism >= read.mechanisms) return null
  const columns = Object.fromEntries(
    storedColumns.map((name, position) => [name, columnValues[name](stored[position])]),
  ) as unknown as Pick<SubnetColumns, StoredColumn>
  const { identity, cutoff, cutoffFactor } = read
  return {
    count,
    columns: {
      ...columns,
      name: columnValues.name((identity as { subnet_name: unknown } | null)?.subnet_name ?? []),
      rank: columnValues.rank(read.rank),
      trust: columnValues.trust(read.trust),
      activity_cutoff: cutoffFactor === null ? cutoff : shareOfTempo(columns.tempo, cutoffFactor),
    },
  }
}

/** Newer runtimes give the activity cutoff in thousandths of the tempo, older ones in blocks. */
function shareOfTempo(tempo: number, factorMilli: number): number {
  return Math.max(1, Math.floor((factorMilli * tempo) / 1000))
}
