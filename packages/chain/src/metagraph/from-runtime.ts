import type { BlockReader, RuntimeMethod } from '../read/block-reader.js'
import {
  columnNames,
  columnValues,
  optionalColumns,
  type SubnetColumns,
  type SubnetSubject,
} from './columns.js'
import type { MetagraphSource } from './metagraph.js'

const api = 'SubnetInfoRuntimeApi'

/** A method of the runtime, or storage. */
export type RuntimeSource = Exclude<MetagraphSource, 'storage'>

/** How each method is called; those without a mechanism answer for the first one only. */
const methods: Readonly<
  Record<RuntimeSource, { readonly takesMechanism: boolean; readonly selective: boolean }>
> = {
  get_selective_mechagraph: { takesMechanism: true, selective: true },
  get_selective_metagraph: { takesMechanism: false, selective: true },
  get_mechagraph: { takesMechanism: true, selective: false },
  get_metagraph: { takesMechanism: false, selective: false },
}

/**
 * Reads the columns by one call; `missing` where the runtime has no such method or its answer lacks a column, null
 * where there is no such subnet or mechanism.
 */
export async function readFromRuntime(
  block: BlockReader,
  source: RuntimeSource,
  { netuid, mechanism }: SubnetSubject,
): Promise<SubnetColumns | 'missing' | null> {
  const { takesMechanism, selective } = methods[source]
  const method = block.method(api, source)
  if (!method || (!takesMechanism && mechanism !== 0)) return 'missing'
  if (columnNames.some((name) => !optionalColumns.has(name) && !method.fields.includes(name)))
    return 'missing'
  const answer = (await method.call(
    ...[netuid, ...(takesMechanism ? [mechanism] : []), ...(selective ? [indexesOf(method)] : [])],
  )) as Readonly<Record<string, unknown>> | null
  return answer && toColumns(answer)
}

/** The runtime numbers its columns as they stand in the structure that it answers with. */
function indexesOf({ fields }: RuntimeMethod): readonly number[] {
  return columnNames.map((name) => fields.indexOf(name)).filter((index) => index >= 0)
}

function toColumns(answer: Readonly<Record<string, unknown>>): SubnetColumns | 'missing' {
  const values: Partial<Record<keyof SubnetColumns, unknown>> = {}
  for (const name of columnNames) {
    const read = answer[name] ?? (optionalColumns.has(name) ? [] : null)
    // A selective answer leaves out what it was not asked for: then its numbers are others than ours.
    if (read === null) return 'missing'
    values[name] = columnValues[name](read)
  }
  return values as unknown as SubnetColumns
}
