import type { QueryableStorageEntry } from '@polkadot/api/types'
import type { SiLookupTypeId } from '@polkadot/types/interfaces'
import type { Registry } from '@polkadot/types/types'
import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util'
import { isSubnetError, reasonOf, type SubnetError } from '@subnetkit/base'
import { BITTENSOR_SS58_PREFIX } from '@subnetkit/wallet'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { addressWriter } from './addresses.js'
import { camel } from './camel.js'
import type { RuntimeApiCall } from './runtime-api.js'
import type { Runtime } from './runtime-at.js'
import { createScaleReaders, type ScaleReaders } from './scale-reader.js'
import type { Reads, StorageRead, ValuesOf } from './storage.js'

/** Storage keys that {@link Reads} come to, and how to read what is stored under them. */
export interface EncodedReads<R extends Reads> {
  readonly keys: readonly string[]
  /** Throws CHAIN_FEATURE_MISSING for an item that the runtime does not have and that has to be there. */
  decode(stored: ReadonlyMap<string, unknown>): ValuesOf<R>
}

/** Encodes requests and decodes answers by the metadata of one runtime. */
export interface RuntimeCodec {
  readonly registry: Registry
  readonly specVersion: number
  encode<R extends Reads>(reads: R): EncodedReads<R>
  has(read: StorageRead): boolean
  /** Hex of what all keys of a map start with, and a reader of the one key that `read` leaves open. */
  openKey(read: StorageRead): { readonly prefix: string; readonly keyOf: (storageKey: string) => unknown }
  decodeStored<T>(read: StorageRead<T>, stored: unknown): T
  /** Encoded arguments, 0x-hex. Throws CHAIN_FEATURE_MISSING where the runtime has no such method. */
  encodeCall(call: RuntimeApiCall): string
  decodeAnswer<T>(call: RuntimeApiCall<T>, answer: unknown): T
  fieldsOf(call: RuntimeApiCall): readonly string[] | null
}

interface EncodedRead {
  readonly read: StorageRead
  readonly entry: QueryableStorageEntry<'promise'>
  readonly key: string
}

/** Makes a {@link RuntimeCodec}. */
export function createRuntimeCodec(client: ChainClient, runtime: Runtime): RuntimeCodec {
  const registry = runtime.registry as Registry
  const specVersion = runtime.runtimeVersion.specVersion.toNumber()
  const readers = readersOf(client, registry)

  const missing = (feature: string): SubnetError =>
    chainError('CHAIN_FEATURE_MISSING', { feature, specVersion })
  const entryOf = ({ pallet, item }: StorageRead): QueryableStorageEntry<'promise'> | undefined =>
    runtime.query[camel(pallet)]?.[camel(item)]
  const nameOf = ({ pallet, item }: StorageRead) => `storage ${pallet}.${item}`

  function entryNeeded(read: StorageRead): QueryableStorageEntry<'promise'> {
    const entry = entryOf(read)
    if (!entry) throw missing(nameOf(read))
    return entry
  }

  /** Null where the runtime has no such item, or no such key: names of limits come and go with runtimes. */
  function encodeRead(read: StorageRead): EncodedRead | null {
    const entry = entryOf(read)
    if (!entry) return null
    try {
      return { read, entry, key: entry.key(...read.keys) }
    } catch (error) {
      if (read.absent) return null
      throw error
    }
  }

  /** An error in `work` means that this runtime cannot have given the answer. */
  function decoding<T>(what: string, work: () => T): T {
    try {
      return work()
    } catch (cause) {
      if (isSubnetError(cause)) throw cause
      const detail = reasonOf(cause)
      throw chainError('CHAIN_ANSWER_UNREADABLE', { what, specVersion, detail }, { cause })
    }
  }

  function decodeStored<T>(read: StorageRead<T>, stored: unknown): T {
    const { meta } = entryNeeded(read).creator
    return decoding(nameOf(read), () => {
      if (stored === null && meta.modifier.isOptional) return read.decode(null)
      const type = meta.type.isPlain ? meta.type.asPlain : meta.type.asMap.value
      return read.decode(readers.read(type, bytesOf(stored === null ? meta.fallback.toHex() : stored)))
    })
  }

  function methodOf({ api, method }: RuntimeApiCall) {
    const described = registry.metadata.apis.find((one) => one.name.eq(api))
    return described?.methods.find((one) => one.name.eq(method))
  }

  function methodNeeded(call: RuntimeApiCall) {
    const method = methodOf(call)
    if (!method) throw missing(`runtime API ${call.api}.${call.method}`)
    return method
  }

  return {
    registry,
    specVersion,
    has: (read) => entryOf(read) !== undefined,
    encode<R extends Reads>(reads: R) {
      const encoded = new Map(
        Object.values(reads)
          .flat()
          .map((read) => [read, encodeRead(read)] as const),
      )
      const storedValue = (read: StorageRead, stored: ReadonlyMap<string, unknown>): unknown => {
        const one = encoded.get(read)
        if (one) return decodeStored(read, stored.get(one.key))
        if (!read.absent) throw missing(nameOf(read))
        return read.absent.value
      }
      return {
        keys: [...new Set([...encoded.values()].flatMap((one) => (one ? [one.key] : [])))],
        decode: (stored) =>
          Object.fromEntries(
            Object.entries(reads).map(([name, read]) => [
              name,
              isList(read) ? read.map((one) => storedValue(one, stored)) : storedValue(read, stored),
            ]),
          ) as ValuesOf<R>,
      }
    },
    openKey(read) {
      const entry = entryNeeded(read)
      const { hashers, key } = entry.creator.meta.type.asMap
      const types = hashers.length === 1 ? [key] : registry.lookup.getSiType(key).def.asTuple
      const last = hashers.length - 1
      const [hasher, type] = [hashers[last]?.type ?? '', types[last]]
      const hashed = hashLengths[hasher]
      if (read.keys.length !== last || type === undefined || hashed === undefined) {
        throw new RangeError(`${nameOf(read)} cannot be listed with ${read.keys.length} keys`)
      }
      const prefix = entry.keyPrefix(...read.keys)
      return {
        prefix,
        keyOf: (storageKey) =>
          decoding(`a key of ${nameOf(read)}`, () =>
            readers.read(type, bytesOf(storageKey).subarray(hexToU8a(prefix).length + hashed)),
          ),
      }
    },
    decodeStored,
    encodeCall(call) {
      const { inputs } = methodNeeded(call)
      if (call.encoded) return u8aToHex(call.encoded)
      const encoded = inputs.map(({ type }, index) =>
        registry.createTypeUnsafe(registry.createLookupType(type), [call.args[index]]).toU8a(),
      )
      return u8aToHex(u8aConcat(...encoded))
    },
    decodeAnswer(call, answer) {
      const { output } = methodNeeded(call)
      return decoding(`${call.api}_${call.method}`, () => call.decode(readers.read(output, bytesOf(answer))))
    },
    fieldsOf(call) {
      const method = methodOf(call)
      return method ? fieldsOfType(registry, method.output) : null
    },
  }
}

/** Bytes that a hasher puts before a key that it keeps readable. */
const hashLengths: Readonly<Record<string, number>> = { Identity: 0, Twox64Concat: 8, Blake2_128Concat: 16 }

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}

function bytesOf(hex: unknown): Uint8Array {
  if (typeof hex !== 'string' || !/^0x([0-9a-f]{2})*$/i.test(hex)) throw new RangeError('it is not hex')
  return hexToU8a(hex)
}

const readersByRuntime = new WeakMap<Registry, ScaleReaders>()

function readersOf(client: ChainClient, registry: Registry): ScaleReaders {
  const made =
    readersByRuntime.get(registry) ??
    createScaleReaders(registry.lookup, addressWriter(client, registry.chainSS58 ?? BITTENSOR_SS58_PREFIX))
  readersByRuntime.set(registry, made)
  return made
}

/** Field names of a structure, also of one that is optional; none for other types. */
function fieldsOfType(registry: Registry, type: SiLookupTypeId): readonly string[] {
  const { def, path } = registry.lookup.getSiType(type)
  if (def.isComposite) return def.asComposite.fields.map(({ name }) => name.toString())
  const inner = def.isVariant && path.at(-1)?.eq('Option') ? def.asVariant.variants[1]?.fields[0] : undefined
  return inner ? fieldsOfType(registry, inner.type) : []
}
