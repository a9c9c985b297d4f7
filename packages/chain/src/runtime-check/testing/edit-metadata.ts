import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Metadata, TypeRegistry } from '@polkadot/types'
import type { MetadataV16, PortableType, Si1Field, StorageEntryMetadataV16 } from '@polkadot/types/interfaces'
import type { RuntimeSource } from '../check-runtime.js'

/** Metadata of version 16 that is changed in place. */
export interface Editor {
  readonly metadata: MetadataV16
  /** Gives an argument of a call another type, by its id. */
  retype(call: string, argument: string, type: number): void
  /** Gives an argument of a call another name. */
  rename(call: string, argument: string, name: string): void
  removeCall(name: string): void
  storage(name: string): StorageEntryMetadataV16
  removeStorage(name: string): void
  /** Id of a primitive. */
  primitive(name: string): number
  /** Adds a struct of one nameless field and returns its id. */
  addWrapper(name: string, inner: number): number
  /** Renames a signed extension and makes it carry a value of that type. */
  replaceExtension(identifier: string, type: number): void
}

/** The real chain's metadata of spec 381, as bytes. */
export function mainnetMetadata(): Uint8Array {
  const file = new URL('../../../fixtures/metadata-spec381.scale.gz', import.meta.url)
  return gunzipSync(readFileSync(file))
}

/** Metadata with changes. */
export function editMetadata(bytes: Uint8Array, edit: (editor: Editor) => void): Uint8Array {
  const whole = new Metadata(new TypeRegistry(), bytes)
  edit(createEditor(whole.asV16))
  return whole.toU8a()
}

/** Bytes of metadata as a runtime that can be checked. */
export function runtimeOf(bytes: Uint8Array, specVersion: number): RuntimeSource {
  const registry = new TypeRegistry()
  registry.setMetadata(new Metadata(registry, bytes))
  return { registry, runtimeVersion: { specVersion: { toNumber: () => specVersion } } }
}

function createEditor(metadata: MetadataV16): Editor {
  const { registry } = metadata
  const types = metadata.lookup.types as PortableType[]
  const idOf = (id: number) => registry.createType('SiLookupTypeId', id)
  const palletOf = (name: string) => {
    const pallet = metadata.pallets.find((candidate) => candidate.name.eq(name))
    if (!pallet) throw new Error(`no pallet ${name}`)
    return pallet
  }
  const callsOf = (pallet: string) =>
    types[palletOf(pallet).calls.unwrap().type.toNumber()]?.type.def.asVariant.variants ?? []
  const itemsOf = (pallet: string) => palletOf(pallet).storage.unwrap().items
  const split = (name: string) => name.split('.') as [string, string]
  const remove = <T extends { readonly name: { eq(other: string): boolean } }>(list: T[], name: string) => {
    const at = list.findIndex((candidate) => candidate.name.eq(name))
    if (at < 0) throw new Error(`no ${name}`)
    list.splice(at, 1)
  }
  const fieldOf = (name: string, argument: string): Si1Field => {
    const [pallet, call] = split(name)
    const fields = callsOf(pallet).find((candidate) => candidate.name.eq(call))?.fields
    const field = fields?.find((candidate) => candidate.name.unwrapOr('').toString() === argument)
    if (!field) throw new Error(`${name} has no ${argument}`)
    return field
  }
  return {
    metadata,
    retype: (call, argument, type) => fieldOf(call, argument).set('type', idOf(type)),
    rename: (call, argument, name) =>
      fieldOf(call, argument).set('name', registry.createType('Option<Text>', name)),
    removeCall: (name) => remove(callsOf(split(name)[0]), split(name)[1]),
    removeStorage: (name) => remove(itemsOf(split(name)[0]), split(name)[1]),
    storage(name) {
      const [pallet, item] = split(name)
      const found = itemsOf(pallet).find((candidate) => candidate.name.eq(item))
      if (!found) throw new Error(`no ${name}`)
      return found
    },
    primitive(name) {
      const found = types.find(({ type }) => type.def.isPrimitive && type.def.asPrimitive.type === name)
      if (!found) throw new Error(`no ${name}`)
      return found.id.toNumber()
    },
    addWrapper(name, inner) {
      const id = types.length
      const def = { Composite: { fields: [{ name: null, type: inner, typeName: null, docs: [] }] } }
      const type = { path: ['edited', name], params: [], def, docs: [] }
      types.push(registry.createType('PortableType', { id, type }))
      return id
    },
    replaceExtension(identifier, type) {
      const [extension] = metadata.extrinsic.transactionExtensions
      extension?.set('identifier', registry.createType('Text', identifier))
      extension?.set('type', idOf(type))
    },
  }
}
