import type { Codec } from '@polkadot/types/types'
import type { WeightsSubject } from '../weights/subject.js'
import type { WeightRow } from '../weights/weights-chain.js'
import type { ChainClient } from './client.js'
import { readStorage, toNumber } from './internal/runtime.js'
import { storageIndex } from './weights-state.js'

/** The row that a uid has on chain, at the given block hash or the best block. */
export async function readWeightRow(
  client: ChainClient,
  subnet: Pick<WeightsSubject, 'netuid' | 'mechanism'>,
  uid: number,
  at?: string,
): Promise<WeightRow> {
  const row = await readStorage(client, 'SubtensorModule', 'Weights', [storageIndex(subnet), uid], at)
  return [...(row as unknown as Iterable<[Codec, Codec]>)].map(([target, value]) => [
    toNumber(target),
    toNumber(value),
  ])
}
