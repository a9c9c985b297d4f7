import type { V16 } from '@polkadot-api/substrate-bindings'
import { partsOf } from '../type-names.js'

type Register = (id: number) => void
type Pallet = V16['pallets'][number]

/**
 * Types of a runtime in the order in which its metadata of a version numbers them: each when it is first used, before its
 * parts. Newer versions describe more. The ids of mainnet's metadata v14 and v15 of spec 343 follow from this order too.
 */
export function orderOf(metadata: V16, version: 14 | 15 | 16): number[] {
  const order = new Set<number>()
  const register: Register = (id) => {
    if (order.has(id)) return
    order.add(id)
    for (const [, part] of partsOf(metadata.lookup[id]!)) register(part)
  }
  for (const pallet of metadata.pallets) registerPallet(register, pallet, version)
  registerExtrinsic(register, metadata, version)
  if (version < 16) register(find(metadata, 'node_subtensor_runtime::Runtime').id)
  if (version > 14) {
    for (const { methods } of metadata.apis) {
      for (const { inputs, output } of methods) {
        for (const { type } of inputs) register(type)
        register(output)
      }
    }
    const { call, event, error } = metadata.outerEnums
    for (const id of [call, event, error]) register(id)
  }
  return [...order]
}

function registerPallet(register: Register, pallet: Pallet, version: number): void {
  for (const { type } of pallet.storage?.items ?? []) {
    if (type.tag === 'map') register(type.value.key)
    register(type.tag === 'map' ? type.value.value : type.value)
  }
  if (pallet.calls) register(pallet.calls.type)
  if (pallet.events) register(pallet.events.type)
  for (const { type } of pallet.constants) register(type)
  if (pallet.errors) register(pallet.errors.type)
  if (version < 16) return
  for (const { type } of pallet.associatedTypes) register(type)
  for (const { inputs, output } of pallet.viewFns) {
    for (const { type } of inputs) register(type)
    register(output)
  }
}

function registerExtrinsic(register: Register, metadata: V16, version: number): void {
  const { address, signature, signedExtensions } = metadata.extrinsic
  const extrinsic = find(metadata, 'fp_self_contained::unchecked_extrinsic::UncheckedExtrinsic')
  const param = (name: string) => extrinsic.params.find((one) => one.name === name)!.type!
  const types = {
    14: [extrinsic.id],
    15: [address, param('Call'), signature, param('Extension')],
    16: [address, signature],
  }
  for (const id of types[version as 14 | 15 | 16]) register(id)
  for (const { type, additionalSigned } of signedExtensions) {
    register(type)
    register(additionalSigned)
  }
}

function find({ lookup }: V16, path: string) {
  const found = lookup.find((entry) => entry.path.join('::') === path)
  if (!found) throw new RangeError(`there is no ${path}`)
  return found
}
