import type { ApiPromise } from '@polkadot/api'
import { checked, optionsOf, parseOptions } from '@subnetkit/base'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { type BlockRef, blockRef } from './block.js'
import { camel } from './camel.js'
import type { RuntimeApiCall } from './runtime-api.js'
import { type Runtime, runtimeAt } from './runtime-at.js'
import { createRuntimeCodec, type RuntimeCodec } from './runtime-codec.js'
import type { Reads, StorageRead, ValuesOf } from './storage.js'
import { storage } from './storage-items.js'

/** One block, decoded by the metadata of its own runtime into plain values. */
export interface BlockReader {
  readonly block: BlockRef
  /** First block that can still take an extrinsic that is made now. */
  readonly next: number
  readonly specVersion: number
  /** One value, in one request. Throws CHAIN_FEATURE_MISSING where the runtime has no such item. */
  get<T>(read: StorageRead<T>): Promise<T>
  /** Values by name, in one request for each 1,000 keys. Throws as {@link BlockReader.get} does. */
  getMany<R extends Reads>(reads: R): Promise<ValuesOf<R>>
  /** All entries of a map below the keys of the read, which leave one open. Two requests for each 1,000. */
  entries<T>(read: StorageRead<T>): Promise<readonly { readonly key: unknown; readonly value: T }[]>
  /** A runtime API, in one request. Throws CHAIN_FEATURE_MISSING where the runtime has no such method. */
  call<T>(call: RuntimeApiCall<T>): Promise<T>
  /** Returns true if the runtime has the item of a read. No request. */
  has(read: StorageRead): boolean
  /** A constant by the chain's names; null where the runtime has none. No request. */
  constant(name: `${string}.${string}`): bigint | null
  /** Fields of the struct that a method answers with, in order; null where there is no such method. No request. */
  fieldsOf(call: RuntimeApiCall): readonly string[] | null
}

/** Most keys in one request. */
const keysPerRequest = 1_000

/** Reads added to every first request: the block's number, and the runtime that wrote its state. */
const opening = { number: storage.Number(), upgrade: storage.LastRuntimeUpgrade() }

const openOptions = optionsOf({
  at: blockRef.optional(),
  reads: checked<Reads>(
    (value) => typeof value === 'object' && value !== null && Object.values(value).flat().every(isRead),
    'reads by name',
  ).optional(),
})

function isRead(value: unknown): boolean {
  const { pallet, item, keys, decode } = Object(value) as Partial<Record<keyof StorageRead, unknown>>
  const isNamed = typeof pallet === 'string' && typeof item === 'string'
  return isNamed && Array.isArray(keys) && typeof decode === 'function'
}

/**
 * Opens a block, the best one without `at`, and reads values of it: all in one request. Only a block of another runtime
 * than the client's costs more.
 */
export async function openBlock<R extends Reads = Record<never, never>>(
  client: ChainClient,
  options: { readonly at?: BlockRef | undefined; readonly reads?: R } = {},
): Promise<{ readonly block: BlockReader; readonly values: ValuesOf<R> }> {
  const { at, reads = {} as R } = parseOptions(openOptions, options, 'openBlock') as typeof options
  const api = await client.ready()
  const codec = createRuntimeCodec(client, api)
  const wanted = codec.encode(reads)
  const first = codec.encode(opening)
  const answer = await readKeys(client, api, [...first.keys, ...wanted.keys], at)
  const { number, upgrade } = first.decode(answer.values)
  const ref = at ?? { number, hash: answer.hash }
  if (upgrade?.spec_version === codec.specVersion) {
    return { block: createBlockReader(client, api, api, ref), values: wanted.decode(answer.values) }
  }
  const block = createBlockReader(client, api, await runtimeAt(client, api, ref), ref)
  return { block, values: await block.getMany(reads) }
}

function createBlockReader(
  client: ChainClient,
  api: ApiPromise,
  runtime: Runtime,
  block: BlockRef,
): BlockReader {
  const codec: RuntimeCodec = createRuntimeCodec(client, runtime)
  const { number, hash } = block

  async function getMany<R extends Reads>(reads: R): Promise<ValuesOf<R>> {
    const wanted = codec.encode(reads)
    return wanted.decode((await readKeys(client, api, wanted.keys, block)).values)
  }

  return {
    block: { number, hash },
    next: number + 1,
    specVersion: codec.specVersion,
    getMany,
    async get<T>(read: StorageRead<T>) {
      const { value } = await getMany({ value: read as StorageRead })
      return value as T
    },
    async entries(read) {
      const { prefix, keyOf } = codec.openKey(read)
      const keys = await listKeys(client, api, prefix, block)
      const { values } = await readKeys(client, api, keys, block)
      return keys.map((key) => ({ key: keyOf(key), value: codec.decodeStored(read, values.get(key)) }))
    },
    async call(call) {
      const operation = `${call.api}_${call.method}`
      const args = codec.encodeCall(call)
      return codec.decodeAnswer(
        call,
        await ask(client, api, 'state_call', operation, [operation, args, hash]),
      )
    },
    has: codec.has,
    constant(name) {
      const [pallet = '', constant = ''] = name.split('.')
      const found = runtime.consts[camel(pallet)]?.[camel(constant)]
      return found === undefined ? null : BigInt(found.toString())
    },
    fieldsOf: codec.fieldsOf,
  }
}

/** Called directly: polkadot.js lets calls share one answer, and a new call would share an old deadline. */
function ask(
  client: ChainClient,
  api: ApiPromise,
  method: string,
  operation: string,
  params: readonly unknown[],
): Promise<unknown> {
  return client.ask(operation, api.rpc(method, ...params) as Promise<unknown>)
}

/** Stored values by key, at a block or the best one: then the first answer names it. */
async function readKeys(
  client: ChainClient,
  api: ApiPromise,
  keys: readonly string[],
  at: BlockRef | undefined,
): Promise<{ readonly hash: string; readonly values: ReadonlyMap<string, unknown> }> {
  if (keys.length === 0) return { hash: at?.hash ?? '', values: new Map() }
  const part = async (from: number, hash?: string) => {
    const some = keys.slice(from, from + keysPerRequest)
    const params = hash === undefined ? [some] : [some, hash]
    const operation = `reading ${some.length} values`
    return changesOf(api, await ask(client, api, 'state_queryStorageAt', operation, params))
  }
  const first = await part(0, at?.hash)
  const later = Array.from({ length: Math.ceil(keys.length / keysPerRequest) - 1 }, (_, index) =>
    part((index + 1) * keysPerRequest, first.hash),
  )
  const values = new Map([first, ...(await Promise.all(later))].flatMap(({ changes }) => changes))
  return { hash: first.hash, values }
}

/** Keys of a map, page by page. */
async function listKeys(
  client: ChainClient,
  api: ApiPromise,
  prefix: string,
  { hash }: BlockRef,
): Promise<readonly string[]> {
  const keys: string[] = []
  for (;;) {
    const params = [prefix, keysPerRequest, keys.at(-1) ?? prefix, hash]
    const page = await ask(client, api, 'state_getKeysPaged', 'listing keys', params)
    const isPage =
      Array.isArray(page) && page.every((key) => typeof key === 'string' && key.startsWith(prefix))
    if (!isPage) throw unreadable(api, 'state_getKeysPaged', 'it is not a list of keys')
    keys.push(...(page as string[]))
    if (page.length < keysPerRequest) return keys
  }
}

function changesOf(api: ApiPromise, answer: unknown) {
  const [set] = (Array.isArray(answer) ? answer : []) as { block?: unknown; changes?: unknown }[]
  const { block: hash, changes } = set ?? {}
  if (typeof hash !== 'string' || !/^0x[0-9a-f]{64}$/i.test(hash) || !Array.isArray(changes)) {
    throw unreadable(api, 'state_queryStorageAt', 'it is not a set of values')
  }
  const isPair = (pair: unknown) => Array.isArray(pair) && typeof pair[0] === 'string'
  if (!changes.every(isPair)) throw unreadable(api, 'state_queryStorageAt', 'it is not a set of values')
  return { hash, changes: changes as [string, unknown][] }
}

function unreadable(api: ApiPromise, what: string, detail: string): Error {
  const specVersion = api.runtimeVersion.specVersion.toNumber()
  return chainError('CHAIN_ANSWER_UNREADABLE', { what, specVersion, detail })
}
