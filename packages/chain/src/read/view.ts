import type { Codec } from '@polkadot/types/types'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import type { BlockRef } from './block.js'
import { camel, missing, optional, toBigInt, toNumber } from './runtime.js'

/** The chain as it stands at one block: whatever is read through a view belongs together. */
export interface ChainView {
  readonly client: ChainClient
  readonly block: BlockRef
  /** First block that can still take an extrinsic which is made now. */
  readonly next: number
  /** A storage value by the chain's own names. Throws CHAIN_FEATURE_MISSING where the runtime has no such item. */
  read(pallet: string, item: string, ...keys: readonly unknown[]): Promise<Codec>
  /** All entries of a map below the given first keys. */
  entries(
    pallet: string,
    item: string,
    ...keys: readonly unknown[]
  ): Promise<readonly (readonly [keys: readonly Codec[], value: Codec])[]>
  /** A runtime API by the chain's own names. Throws CHAIN_FEATURE_MISSING where the runtime has no such method. */
  ask(api: string, method: string, ...args: readonly unknown[]): Promise<Codec>
  /** Whether the runtime of this block has the storage item. */
  has(pallet: string, item: string): boolean
}

/** Opens a view of the given block, or of the best one. */
export async function openView(client: ChainClient, at?: BlockRef): Promise<ChainView> {
  const block = at ?? (await readHead(client))
  const api = await client.ask(`opening block ${block.number}`, client.api.at(block.hash))
  const find = (pallet: string, item: string) => api.query[camel(pallet)]?.[camel(item)]
  const need = (pallet: string, item: string) => {
    const entry = find(pallet, item)
    if (!entry) throw missing(client, `storage ${pallet}.${item}`)
    return entry
  }
  return {
    client,
    block,
    next: block.number + 1,
    has: (pallet, item) => find(pallet, item) !== undefined,
    async read(pallet, item, ...keys) {
      return client.ask(`reading ${pallet}.${item}`, need(pallet, item)(...keys) as Promise<Codec>)
    },
    async ask(name, method, ...args) {
      const run = api.call[camel(name)]?.[camel(method)]
      if (!run) throw missing(client, `runtime API ${name}.${method}`)
      return client.ask(`${name}.${method}`, run(...args) as Promise<Codec>)
    },
    async entries(pallet, item, ...keys) {
      const found = await client.ask(`listing ${pallet}.${item}`, need(pallet, item).entries(...keys))
      return found.map(([key, value]) => [key.args, value as unknown as Codec])
    },
  }
}

/** Reads of `SubtensorModule`, which is where nearly everything is. */
export const subtensor = {
  codec: (view: ChainView, item: string, ...keys: readonly unknown[]) =>
    view.read('SubtensorModule', item, ...keys),
  async amount(view: ChainView, item: string, ...keys: readonly unknown[]): Promise<bigint> {
    return toBigInt(await view.read('SubtensorModule', item, ...keys))
  },
  async number(view: ChainView, item: string, ...keys: readonly unknown[]): Promise<number> {
    return toNumber(await view.read('SubtensorModule', item, ...keys))
  },
  async flag(view: ChainView, item: string, ...keys: readonly unknown[]): Promise<boolean> {
    return (await view.read('SubtensorModule', item, ...keys)).toString() === 'true'
  },
  async text(view: ChainView, item: string, ...keys: readonly unknown[]): Promise<string> {
    return (await view.read('SubtensorModule', item, ...keys)).toString()
  },
  /** What an optional item holds, or null. */
  async maybe(view: ChainView, item: string, ...keys: readonly unknown[]): Promise<Codec | null> {
    return optional(await view.read('SubtensorModule', item, ...keys))
  },
  /** A number where the runtime has the item, else what it is without it. */
  async numberOr(
    view: ChainView,
    without: number,
    item: string,
    ...keys: readonly unknown[]
  ): Promise<number> {
    return view.has('SubtensorModule', item) ? subtensor.number(view, item, ...keys) : without
  },
} as const
