import { metadata as metadataCodec, type v14, type v15, type v16 } from '@polkadot-api/substrate-bindings'
import { opaqueExtrinsic, type RuntimeApi } from '../apis/api.js'
import { toHex } from '../codec/bytes.js'
import {
  callEnum,
  errorEnum,
  eventEnum,
  outerCallType,
  outerErrorType,
  outerEventType,
} from '../schema/outer.js'
import type { AnyStorageItem, UntypedPallet } from '../schema/pallet.js'
import { type AnyType, bytes, newtype, tuple } from '../schema/type.js'
import { runtimeCall, runtimeEvent } from '../schema/types/outer.js'
import { multiAddress, multiSignature } from '../schema/types/system.js'
import { isPartOf, mainnetImage, type RuntimeImage } from '../schema/version.js'
import { runtimeType, transactionExtensions } from './extensions.js'
import { palletsOf } from './image-pallets.js'
import { mainnetIds } from './mainnet-ids.js'
import { TypeRegistry } from './registry.js'

/** Versions of metadata that the devnet can describe itself in. */
export const METADATA_VERSIONS = [14, 15, 16] as const
export type MetadataVersion = (typeof METADATA_VERSIONS)[number]

const MAGIC = 0x6174_656d // "meta"
const NOT_DEPRECATED = { tag: 'NotDeprecated', value: undefined } as const
const plain = { docs: [], deprecationInfo: NOT_DEPRECATED }

/** Images whose metadata is remembered. */
const REMEMBERED = 4
const remembered = new Map<string, Uint8Array>()

/** Result of {@link encodeMetadata}, encoded once. */
export function metadataOf(
  version: MetadataVersion,
  apis: readonly RuntimeApi[],
  image: RuntimeImage,
): Uint8Array {
  const key = `${version} ${image.specVersion} ${image.slotMs} ${image.isFastBuild ?? false}`
  const known = remembered.get(key)
  if (known) return known
  const [oldest] = remembered.keys()
  if (oldest !== undefined && remembered.size >= REMEMBERED * METADATA_VERSIONS.length) {
    remembered.delete(oldest)
  }
  const encoded = encodeMetadata(version, apis, image)
  remembered.set(key, encoded)
  return encoded
}

/** SCALE metadata of a runtime: its schema and these APIs, with the magic number. */
export function encodeMetadata(
  version: MetadataVersion,
  apis: readonly RuntimeApi[],
  image: RuntimeImage = mainnetImage,
): Uint8Array {
  // The oldest version does not describe runtime APIs.
  const parts = collect(version, version === 14 ? [] : apis, image)
  const encoded = { 14: encodeV14, 15: encodeV15, 16: encodeV16 }[version](parts)
  return metadataCodec.enc({ magicNumber: MAGIC, metadata: encoded } as never)
}

/** Everything that the versions arrange differently. */
function collect(version: MetadataVersion, apis: readonly RuntimeApi[], image: RuntimeImage) {
  const pallets = palletsOf(image)
  const extensions = transactionExtensions.filter((extension) => isPartOf(image, extension))
  const types = new TypeRegistry(mainnetIds(version), [outerCallType(pallets), outerEventType(pallets)])
  const extra = tuple(...extensions.map(({ explicit, wrapper = explicit }) => wrapper))
  const extrinsic = uncheckedExtrinsic(extra)
  const enumId =
    (make: (pallet: UntypedPallet) => AnyType, of: 'calls' | 'events' | 'errors') =>
    (pallet: UntypedPallet) =>
      Object.keys(pallet[of]).length > 0 ? types.id(make(pallet)) : undefined
  const callId = enumId(callEnum, 'calls')
  const eventId = enumId(eventEnum, 'events')
  const errorId = enumId(errorEnum, 'errors')
  return {
    types,
    pallets: pallets.map((pallet) => ({
      name: pallet.name,
      index: pallet.index,
      storage: storageOf(types, pallet),
      calls: callId(pallet),
      events: eventId(pallet),
      errors: errorId(pallet),
      constants: Object.entries(pallet.constants).map(([name, { type, value }]) => ({
        name,
        type: types.id(type, pallet.name, name),
        value: toHex(type.codec.enc(value)),
        ...plain,
      })),
    })),
    address: types.id(multiAddress),
    signature: types.id(multiSignature),
    extra: types.id(extra),
    extensions: extensions.map(({ identifier, explicit, implicit }) => ({
      identifier,
      type: types.id(explicit),
      additionalSigned: types.id(implicit),
    })),
    extrinsic: types.id(extrinsic),
    runtime: types.id(runtimeType),
    outerEnums: {
      call: types.id(runtimeCall),
      event: types.id(runtimeEvent),
      error: types.id(outerErrorType(pallets)),
    },
    apis: apis.map(({ name, version, methods }) => ({
      name,
      version,
      methods: Object.entries(methods).map(([method, { inputs, output }]) => ({
        name: method,
        inputs: Object.entries(inputs).map(([input, type]) => ({
          name: input,
          type: types.id(type === opaqueExtrinsic ? extrinsic : type, name, `${method}(${input})`),
        })),
        output: types.id(output, name, method),
        ...plain,
      })),
      ...plain,
    })),
  }
}

type Parts = ReturnType<typeof collect>

/** Clients read the extrinsic's types from its parameters. */
function uncheckedExtrinsic(extra: AnyType): AnyType {
  const extrinsic = (path: string, last: string, content: AnyType) =>
    newtype(`${path}::unchecked_extrinsic::UncheckedExtrinsic`, content, [
      { name: 'Address', type: multiAddress },
      { name: 'Call', type: runtimeCall },
      { name: 'Signature', type: multiSignature },
      { name: last, type: extra },
    ])
  return extrinsic('fp_self_contained', 'Extension', extrinsic('sp_runtime::generic', 'Extra', bytes))
}

function encodeV14({ types, pallets, extensions, extrinsic, runtime }: Parts) {
  const value = {
    lookup: types.lookup,
    pallets: pallets.map((pallet) => ({ ...pallet, docs: [] })),
    extrinsic: { type: extrinsic, version: 4, signedExtensions: extensions },
    type: runtime,
    apis: [],
  } satisfies Parameters<typeof v14.enc>[0]
  return { tag: 'v14', value }
}

function encodeV15(parts: Parts) {
  const { types, pallets, extensions, address, signature, extra, outerEnums } = parts
  const value = {
    lookup: types.lookup,
    pallets: pallets.map((pallet) => ({ ...pallet, docs: [] })),
    extrinsic: { version: 4, address, call: outerEnums.call, signature, extra, signedExtensions: extensions },
    type: parts.runtime,
    apis: parts.apis,
    outerEnums,
    custom: [],
  } satisfies Parameters<typeof v15.enc>[0]
  return { tag: 'v15', value }
}

function encodeV16(parts: Parts) {
  const { types, pallets, extensions, address, signature, outerEnums } = parts
  const entry = (type: number | undefined) => (type === undefined ? undefined : { type, deprecationInfo: [] })
  const value = {
    lookup: types.lookup,
    pallets: pallets.map((pallet) => ({
      ...pallet,
      ...plain,
      calls: entry(pallet.calls),
      events: entry(pallet.events),
      errors: entry(pallet.errors),
      associatedTypes: [],
      viewFns: [],
    })),
    extrinsic: {
      version: [4],
      address,
      call: outerEnums.call,
      signature,
      signedExtensionsByVersion: [[0, extensions.map((_, index) => index)] as [number, number[]]],
      signedExtensions: extensions,
    },
    apis: parts.apis,
    outerEnums,
    custom: [],
  } satisfies Parameters<typeof v16.enc>[0]
  return { tag: 'v16', value }
}

function storageOf(types: TypeRegistry, pallet: UntypedPallet) {
  const items = Object.entries(pallet.storage)
  if (items.length === 0) return undefined
  return {
    prefix: pallet.name,
    items: items.map(([name, item]) => ({
      name,
      modifier: 'fallback' in item ? 1 : 0,
      type: storageType(types, pallet.name, name, item),
      fallback: 'fallback' in item ? toHex(item.type.codec.enc(item.fallback)) : '0x00',
      ...plain,
    })),
  }
}

function storageType(types: TypeRegistry, pallet: string, name: string, { keys, type }: AnyStorageItem) {
  if (keys.length === 0) return { tag: 'plain' as const, value: types.id(type, pallet, name) }
  const [only] = keys
  const key = keys.length === 1 && only ? only.type : tuple(...keys.map((part) => part.type))
  const hashers = keys.map(({ hasher }) => ({ tag: hasher, value: undefined }))
  return {
    tag: 'map' as const,
    value: { hashers, key: types.id(key, pallet, `${name}()`), value: types.id(type, pallet, name) },
  }
}
