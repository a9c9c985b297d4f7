import type { Codec } from '@polkadot/types/types'
import { SubnetError } from '../errors/subnet-error.js'
import type { Keypair } from '../wallet/keypair.js'
import type { ChainClient } from './client.js'
import { readHead } from './client.js'
import { readStorage, toNumber } from './internal/runtime.js'
import type { BlockRef, WeightVector } from './port.js'
import { submit } from './submit.js'
import { storageIndex } from './weights-state.js'

/** One stored weights row: pairs of uid and u16 weight, in the order in which they were submitted. */
export type WeightRow = readonly (readonly [uid: number, weight: number])[]

/** The row that a uid has on chain, at the given block or the best one. */
export async function readWeightRow(
  client: ChainClient,
  subnet: { readonly netuid: number; readonly mechanism: number },
  uid: number,
  at?: string,
): Promise<WeightRow> {
  const row = await readStorage(client, 'SubtensorModule', 'Weights', [storageIndex(subnet), uid], at)
  return [...(row as unknown as Iterable<[Codec, Codec]>)].map(([target, weight]) => [
    toNumber(target),
    toNumber(weight),
  ])
}

/**
 * Sets weights and makes sure that the chain holds them: submits, waits for inclusion, reads the row back at that
 * block. Throws COMMIT_REVEAL_ON, NOT_REGISTERED, CHAIN_REJECTED, or WEIGHTS_NOT_ON_CHAIN.
 */
export async function setWeights(
  client: ChainClient,
  hotkey: Keypair,
  vector: WeightVector,
): Promise<BlockRef> {
  const { netuid, mechanism, uids, values, versionKey } = vector
  const { hash } = await readHead(client)
  const read = (item: string, ...keys: unknown[]) => readStorage(client, 'SubtensorModule', item, keys, hash)
  if ((await read('CommitRevealWeightsEnabled', netuid)).toString() === 'true') {
    const detail = 'commit-reveal is on'
    throw new SubnetError('WEIGHTS_MODE_UNAVAILABLE', { netuid, mode: 'plain', detail })
  }
  const uid = await read('Uids', netuid, hotkey.address)
  if (uid.isEmpty) {
    const burn = (await read('Burn', netuid)).toString()
    throw new SubnetError('NOT_REGISTERED', { hotkey: hotkey.address, netuid, burn })
  }
  const inclusion = await submit(client, hotkey, {
    pallet: 'SubtensorModule',
    call: mechanism === 0 ? 'set_weights' : 'set_mechanism_weights',
    args:
      mechanism === 0 ? [netuid, uids, values, versionKey] : [netuid, mechanism, uids, values, versionKey],
  })
  const row = await readWeightRow(client, vector, toNumber(uid), inclusion.hash)
  const same = row.length === uids.length && row.every(([to, w], at) => to === uids[at] && w === values[at])
  if (!same)
    throw new SubnetError('WEIGHTS_NOT_ON_CHAIN', {
      uid: toNumber(uid),
      netuid,
      block: inclusion.number,
      call: 'set_weights',
    })
  return { number: inclusion.number, hash: inclusion.hash }
}
