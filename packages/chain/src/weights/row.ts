import type { Codec } from '@polkadot/types/types'
import type { ChainClient } from '../connection/connect-chain.js'
import { readStorage, toNumber } from '../read/runtime.js'
import type { WeightRow } from './outbox/port.js'
import { storageIndex } from './state.js'
import type { WeightsSubject } from './weights-subject.js'

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
