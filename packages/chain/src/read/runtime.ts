import type { SubmittableExtrinsic } from '@polkadot/api/types'
import type { Codec } from '@polkadot/types/types'
import type { SubnetError } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'

/** An extrinsic that is not signed yet. */
export type Call = SubmittableExtrinsic<'promise'>

/** Makes a call by the chain's own names, for example `('SubtensorModule', 'burned_register', [netuid, hotkey])`. */
export function makeCall(client: ChainClient, pallet: string, name: string, args: readonly unknown[]): Call {
  const make = client.api.tx[camel(pallet)]?.[camel(name)]
  if (!make) throw missing(client, `call ${pallet}.${name}`)
  return make(...args)
}

/** Whether the runtime has a call, by the chain's own names. */
export function hasCall(client: ChainClient, pallet: string, name: string): boolean {
  return client.api.tx[camel(pallet)]?.[camel(name)] !== undefined
}

/** Reads one storage value by the chain's own names, at the given block or the best one. */
export async function readStorage(
  client: ChainClient,
  pallet: string,
  item: string,
  keys: readonly unknown[] = [],
  at?: string,
): Promise<Codec> {
  const operation = `reading ${pallet}.${item}`
  const view = at === undefined ? client.api : await client.ask(operation, client.api.at(at))
  const entry = view.query[camel(pallet)]?.[camel(item)]
  if (!entry) throw missing(client, `storage ${pallet}.${item}`)
  return client.ask(operation, entry(...keys) as Promise<Codec>)
}

/** Reads all entries of a map below the given first keys, at one block. */
export async function readEntries(
  client: ChainClient,
  pallet: string,
  item: string,
  keys: readonly unknown[],
  at: string,
): Promise<readonly (readonly [keys: readonly Codec[], value: Codec])[]> {
  const operation = `listing ${pallet}.${item}`
  const view = await client.ask(operation, client.api.at(at))
  const entry = view.query[camel(pallet)]?.[camel(item)]
  if (!entry) throw missing(client, `storage ${pallet}.${item}`)
  const entries = await client.ask(operation, entry.entries(...keys))
  return entries.map(([key, value]) => [key.args, value as unknown as Codec])
}

/** What an optional storage item holds, or null; items with a default are given as they are. */
export function optional(value: Codec): Codec | null {
  if (!('unwrapOr' in value)) return value
  return (value as Codec & { unwrapOr(other: null): Codec | null }).unwrapOr(null)
}

/** A number of the chain as a bigint; also what is shown as a number, a string or inside a one-field struct. */
export function toBigInt(value: Codec): bigint {
  return BigInt(value.toString())
}

/** A number of the chain that is known to fit (uids, blocks, u16). */
export function toNumber(value: Codec): number {
  return Number(toBigInt(value))
}

/** The error of a call or an item that the runtime does not have. */
export function missing(client: ChainClient, feature: string): SubnetError {
  return chainError('CHAIN_FEATURE_MISSING', {
    feature,
    specVersion: client.api.runtimeVersion.specVersion.toNumber(),
  })
}

/** polkadot.js shows `burned_register` as `burnedRegister` and `SubtensorModule` as `subtensorModule`. */
export function camel(name: string): string {
  const joined = name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return joined.charAt(0).toLowerCase() + joined.slice(1)
}
