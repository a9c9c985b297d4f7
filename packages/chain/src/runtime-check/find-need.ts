import type { SiLookupTypeId } from '@polkadot/types/interfaces'
import type { Registry } from '@polkadot/types/types'
import type { Layout } from './layout.js'
import type { RuntimeNeed } from './runtime-needs.js'

/** A runtime's item for a need. */
export interface Found {
  /** Arguments of a call, keys of a storage item, inputs of an API: what is encoded to use it. */
  readonly given: string
  /** Result type and position; empty for calls, which have no result. */
  readonly gives: string
  /** Types of what is given. */
  readonly inputs: readonly SiLookupTypeId[]
}

/** Finds what a need names in the metadata, or null. */
export function findNeed(registry: Registry, layout: Layout, { kind, name }: RuntimeNeed): Found | null {
  const [group = '', member = ''] = name.split('.')
  if (kind === 'api') return findApi(registry, layout, group, member)
  const pallet = registry.metadata.pallets.find((candidate) => candidate.name.eq(group))
  if (!pallet) return null
  if (kind === 'call') {
    const calls = pallet.calls.unwrapOr(null)
    const variants = calls ? registry.lookup.getSiType(calls.type).def.asVariant.variants : []
    const call = variants.find((candidate) => candidate.name.eq(member))
    if (!call) return null
    const given = call.fields.map((field) => `${field.name.unwrapOr('')}: ${layout(field.type)}`).join(', ')
    return { given, gives: '', inputs: call.fields.map((field) => field.type) }
  }
  if (kind === 'storage') {
    const items = pallet.storage.unwrapOr(null)?.items
    const item = items?.find((candidate) => candidate.name.eq(member))
    if (!item) return null
    const optional = item.modifier.isOptional ? '?' : ''
    if (item.type.isPlain) return { given: '', gives: layout(item.type.asPlain) + optional, inputs: [] }
    const { hashers, key, value } = item.type.asMap
    const hashed = hashers.map((hasher) => hasher.type).join(', ')
    return { given: layout(key), gives: `${layout(value)}${optional} by ${hashed}`, inputs: [key] }
  }
  const constant = pallet.constants.find((candidate) => candidate.name.eq(member))
  return constant ? { given: '', gives: layout(constant.type), inputs: [] } : null
}

function findApi(registry: Registry, layout: Layout, group: string, member: string): Found | null {
  const api = registry.metadata.apis.find((candidate) => candidate.name.eq(group))
  const method = api?.methods.find((candidate) => candidate.name.eq(member))
  if (!method) return null
  const given = method.inputs.map(({ name, type }) => `${name.toString()}: ${layout(type)}`).join(', ')
  return { given, gives: layout(method.output), inputs: method.inputs.map(({ type }) => type) }
}
