import type { ChainClient } from '../connection/connect-chain.js'
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

/** Reads the weights that a uid has on chain. */
export async function readWeightRow(
  client: ChainClient,
  { netuid, mechanism = 0, uid, at }: WeightRowParameters,
): Promise<WeightRow> {
  const reads = { row: storage.Weights(storageIndex({ netuid, mechanism }), uid) }
  return toWeightRow((await openBlock(client, { at, reads })).values.row)
}

/** Pairs of uid and value. */
export function toWeightRow(row: readonly (readonly number[])[]): WeightRow {
  return row.map(([uid = 0, value = 0]) => [uid, value])
}
