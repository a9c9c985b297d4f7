import { integer, optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { parameter } from '../plan/parameters.js'
import type { BlockRef } from '../read/block.js'
import { openBlock } from '../read/block-reader.js'
import { storage } from '../read/storage-items.js'
import type { WeightRow } from './outbox/weights-chain.js'
import { storageIndex } from './storage-index.js'

/** Parameters of {@link readWeightRow}. */
export interface WeightRowParameters {
  readonly netuid: number
  /** 0 is the main one. @default 0 */
  readonly mechanism?: number | undefined
  readonly uid: number
  /** Block to read at. @default the best one */
  readonly at?: BlockRef | undefined
}

const schema = optionsOf({
  netuid: parameter.netuid,
  mechanism: parameter.mechanism.default(0),
  uid: integer(0, 65_535),
  at: parameter.at,
})

/** Reads the weights that a uid has on chain. */
export async function readWeightRow(
  client: ChainClient,
  parameters: WeightRowParameters,
): Promise<WeightRow> {
  const { netuid, mechanism, uid, at } = parseOptions(schema, parameters, 'readWeightRow')
  const reads = { row: storage.Weights(storageIndex({ netuid, mechanism }), uid) }
  return toWeightRow((await openBlock(client, { at, reads })).values.row)
}

/** Pairs of uid and value. */
export function toWeightRow(row: readonly (readonly number[])[]): WeightRow {
  return row.map(([uid = 0, value = 0]) => [uid, value])
}
