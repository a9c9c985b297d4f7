import type { QueryableStorageMultiArg } from '@polkadot/api/types'
import type { Codec } from '@polkadot/types/types'
import type { ChainClient } from '../connection/connect-chain.js'
import { camel } from './runtime.js'

/** A storage value by the chain's own names, and its keys. */
export type StorageRead = readonly [pallet: string, item: string, keys: readonly unknown[]]

/** Reads storage values of one block in one request. What the runtime does not have is undefined. */
export async function readMany<Name extends string>(
  client: ChainClient,
  at: string,
  reads: Readonly<Record<Name, StorageRead>>,
): Promise<Partial<Record<Name, Codec>>> {
  const names = Object.keys(reads) as Name[]
  const operation = `reading ${names.length} values`
  const view = await client.ask(operation, client.api.at(at))
  const known = names.flatMap((name) => {
    const [pallet, item, keys] = reads[name]
    const entry = view.query[camel(pallet)]?.[camel(item)]
    if (!entry) return []
    const argument = keys.length === 0 ? entry : [entry, keys.length === 1 ? keys[0] : keys]
    return [[name, argument as QueryableStorageMultiArg<'promise'>] as const]
  })
  const values = await client.ask(operation, view.queryMulti(known.map(([, argument]) => argument)))
  return Object.fromEntries(known.map(([name], position) => [name, values[position]])) as Partial<
    Record<Name, Codec>
  >
}
