import type { ApiPromise } from '@polkadot/api'
import type { ApiDecoration, QueryableStorageEntry } from '@polkadot/api/types'
import type { RuntimeVersion, SiLookupTypeId } from '@polkadot/types/interfaces'
import type { Registry } from '@polkadot/types/types'
import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util'
import { reasonOf } from '@subnetkit/base'
import { BITTENSOR_SS58_PREFIX } from '@subnetkit/wallet'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { addressWriter } from './addresses.js'
import type { BlockRef } from './block.js'
import { camel } from './runtime.js'
import { createScaleReaders, type ScaleReaders } from './scale-reader.js'

/** A method of a runtime API, as the metadata of a block describes it. */
export interface RuntimeMethod {
  /** Names of the fields of the structure that it answers with, in order; none for other answers. */
  readonly fields: readonly string[]
  /** Calls it; null where it answers with none. */
  call(...args: readonly unknown[]): Promise<unknown>
}

/** A storage value of `SubtensorModule`, and its keys. */
export type SubtensorRead = readonly [item: string, ...keys: readonly unknown[]]

/** One block, read by the metadata of its own runtime and given as plain values. */
export interface BlockReader {
  readonly block: BlockRef
  /** A method by the chain's names, or null where the runtime has none. */
  method(api: string, name: string): RuntimeMethod | null
  /** Values in the order of the reads, in as few requests as fit; undefined for what the runtime does not have. */
  find(reads: readonly SubtensorRead[]): Promise<unknown[]>
  /** The same, but CHAIN_FEATURE_MISSING for what the runtime does not have. */
  read(reads: readonly SubtensorRead[]): Promise<unknown[]>
}

/** Most keys in one request. */
const keysPerRequest = 1_000

/** Opens a block. One request, for the version of its runtime; more only for a runtime that is not today's. */
export async function openBlock(client: ChainClient, block: BlockRef): Promise<BlockReader> {
  const api = await client.ready()
  const runtime = await runtimeOf(client, api, block)
  const registry = runtime.registry as Registry
  const specVersion = runtime.runtimeVersion.specVersion.toNumber()
  const readers = readersOf(client, registry)

  function decode(what: string, type: SiLookupTypeId, hex: unknown): unknown {
    try {
      if (typeof hex !== 'string' || !/^0x([0-9a-f]{2})*$/i.test(hex)) throw new RangeError('it is not hex')
      return readers.read(type, hexToU8a(hex))
    } catch (cause) {
      const detail = reasonOf(cause)
      throw chainError('CHAIN_ANSWER_UNREADABLE', { what, specVersion, detail }, { cause })
    }
  }

  function entryOf(item: string): QueryableStorageEntry<'promise'> | undefined {
    return runtime.query.subtensorModule?.[camel(item)]
  }

  async function readKeys(keys: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
    const answer: unknown = await client.ask(
      `reading ${keys.length} values`,
      api.rpc.state.queryStorageAt.raw([...keys], block.hash),
    )
    const changes = (answer as [{ changes?: unknown }?] | null)?.[0]?.changes
    return new Map(Array.isArray(changes) ? (changes as [string, unknown][]) : [])
  }

  async function find(reads: readonly SubtensorRead[]): Promise<unknown[]> {
    const wanted = reads.map(([item, ...keys]) => {
      const entry = entryOf(item)
      return entry && { item, meta: entry.creator.meta, key: entry.key(...keys) }
    })
    const keys = [...new Set(wanted.flatMap((one) => (one ? [one.key] : [])))]
    const found = await Promise.all(inParts(keys, keysPerRequest).map(readKeys))
    const values = new Map(found.flatMap((part) => [...part]))
    return wanted.map((one) => {
      if (!one) return undefined
      const { item, meta, key } = one
      const stored = values.get(key)
      if (stored === null && meta.modifier.isOptional) return null
      const type = meta.type.isPlain ? meta.type.asPlain : meta.type.asMap.value
      return decode(`storage SubtensorModule.${item}`, type, stored === null ? meta.fallback.toHex() : stored)
    })
  }

  return {
    block,
    method(apiName, name) {
      const described = registry.metadata.apis.find((one) => one.name.eq(apiName))
      const method = described?.methods.find((one) => one.name.eq(name))
      if (!method) return null
      const operation = `${apiName}_${name}`
      return {
        fields: fieldsOf(registry, method.output),
        async call(...args) {
          const encoded = method.inputs.map(({ type }, index) =>
            registry.createTypeUnsafe(registry.createLookupType(type), [args[index]]).toU8a(),
          )
          const params = u8aToHex(u8aConcat(...encoded))
          const answer = await client.ask(operation, api.rpc.state.call.raw(operation, params, block.hash))
          return decode(operation, method.output, answer)
        },
      }
    },
    find,
    async read(reads) {
      const absent = reads.find(([item]) => !entryOf(item))
      if (absent) {
        throw chainError('CHAIN_FEATURE_MISSING', {
          feature: `storage SubtensorModule.${absent[0]}`,
          specVersion,
        })
      }
      return find(reads)
    },
  }
}

type Runtime = ApiDecoration<'promise'> | ApiPromise

/** The runtime that answers at a block, with its metadata. */
async function runtimeOf(client: ChainClient, api: ApiPromise, block: BlockRef): Promise<Runtime> {
  const operation = `opening block ${block.number}`
  const answer = await client.ask(operation, api.rpc.state.getRuntimeVersion.raw(block.hash))
  const version = versionOf(api, answer)
  const fits = ({ runtimeVersion }: Runtime) => runtimeVersion.specVersion.eq(version.specVersion)
  if (fits(api)) return api
  const at = await client.ask(operation, api.at(block.hash, version))
  if (fits(at)) return at
  // The library takes the runtime of the parent, which is another one where a block has replaced it.
  const child = await client.ask(operation, api.rpc.chain.getBlockHash(block.number + 1))
  const after = child.isEmpty ? at : await client.ask(operation, api.at(child))
  if (fits(after)) return after
  const [from, to] = [at.runtimeVersion.specVersion.toNumber(), version.specVersion.toNumber()]
  throw chainError('CHAIN_RUNTIME_CHANGED', { operation, from, to })
}

function versionOf(api: ApiPromise, answer: unknown): RuntimeVersion {
  try {
    return api.registry.createType<RuntimeVersion>('RuntimeVersion', answer)
  } catch (cause) {
    const detail = reasonOf(cause)
    const specVersion = api.runtimeVersion.specVersion.toNumber()
    throw chainError(
      'CHAIN_ANSWER_UNREADABLE',
      { what: 'the runtime version', specVersion, detail },
      { cause },
    )
  }
}

const readersByRuntime = new WeakMap<Registry, ScaleReaders>()

function readersOf(client: ChainClient, registry: Registry): ScaleReaders {
  const made =
    readersByRuntime.get(registry) ??
    createScaleReaders(registry.lookup, addressWriter(client, registry.chainSS58 ?? BITTENSOR_SS58_PREFIX))
  readersByRuntime.set(registry, made)
  return made
}

/** Field names of a structure, also of one that is optional. */
function fieldsOf(registry: Registry, type: SiLookupTypeId): readonly string[] {
  const { def, path } = registry.lookup.getSiType(type)
  if (def.isComposite) return def.asComposite.fields.map(({ name }) => name.toString())
  const inner = def.isVariant && path.at(-1)?.eq('Option') ? def.asVariant.variants[1]?.fields[0] : undefined
  return inner ? fieldsOf(registry, inner.type) : []
}

function inParts<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
