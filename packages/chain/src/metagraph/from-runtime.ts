import type { BlockReader } from '../read/block-reader.js'
import type { RuntimeApiCall } from '../read/runtime-api.js'
import { apis } from '../read/runtime-apis.js'
import {
  columnNames,
  columnValues,
  optionalColumns,
  type SubnetColumns,
  type SubnetSubject,
} from './columns.js'
import type { MetagraphSource } from './metagraph.js'

/** A method of the runtime, not storage. */
export type RuntimeSource = Exclude<MetagraphSource, 'storage'>

interface Method {
  readonly takesMechanism: boolean
  call(subject: SubnetSubject, columns: readonly number[]): RuntimeApiCall
}

/** Arguments of each method; methods without a mechanism cover the first one only. */
const methods: Readonly<Record<RuntimeSource, Method>> = {
  get_selective_mechagraph: {
    takesMechanism: true,
    call: ({ netuid, mechanism }, columns) => apis.selectiveMechagraph(netuid, mechanism, columns),
  },
  get_selective_metagraph: {
    takesMechanism: false,
    call: ({ netuid }, columns) => apis.selectiveMetagraph(netuid, columns),
  },
  get_mechagraph: {
    takesMechanism: true,
    call: ({ netuid, mechanism }) => apis.mechagraph(netuid, mechanism),
  },
  get_metagraph: { takesMechanism: false, call: ({ netuid }) => apis.metagraph(netuid) },
}

/**
 * Reads the columns by one call; `missing` where the runtime has no such method or its answer lacks a column, null
 * where there is no such subnet or mechanism.
 */
export async function readFromRuntime(
  block: Pick<BlockReader, 'call' | 'fieldsOf'>,
  source: RuntimeSource,
  subject: SubnetSubject,
): Promise<SubnetColumns | 'missing' | null> {
  const { takesMechanism, call } = methods[source]
  const fields = block.fieldsOf(call(subject, []))
  if (fields === null || (!takesMechanism && subject.mechanism !== 0)) return 'missing'
  if (columnNames.some((name) => !optionalColumns.has(name) && !fields.includes(name))) return 'missing'
  // The runtime numbers its columns by their position in the returned structure.
  const columns = columnNames.map((name) => fields.indexOf(name)).filter((index) => index >= 0)
  const answer = (await block.call(call(subject, columns))) as Readonly<Record<string, unknown>> | null
  return answer && toColumns(answer)
}

function toColumns(answer: Readonly<Record<string, unknown>>): SubnetColumns | 'missing' {
  const values: Partial<Record<keyof SubnetColumns, unknown>> = {}
  for (const name of columnNames) {
    const read = answer[name] ?? (optionalColumns.has(name) ? [] : null)
    // A selective answer leaves out columns that were not requested: then its numbers differ from ours.
    if (read === null) return 'missing'
    values[name] = columnValues[name](read)
  }
  return values as unknown as SubnetColumns
}
