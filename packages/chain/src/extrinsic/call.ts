import type { ApiPromise } from '@polkadot/api'
import type { SubmittableExtrinsic } from '@polkadot/api/types'
import { configError, reasonOf } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import { camel } from '../read/camel.js'
import type { CallParameters } from './types.js'

/** Source of calls: a client, or any other object with the metadata of a runtime. */
export interface CallSource {
  readonly api: Pick<ApiPromise, 'tx' | 'runtimeVersion'>
}

/**
 * Makes an unsigned extrinsic of a call. Throws CHAIN_FEATURE_MISSING when the runtime has no such call, CONFIG_INVALID
 * when the arguments are not those that the runtime takes.
 */
export function makeCall(
  { api }: CallSource,
  { pallet, call, args }: CallParameters,
): SubmittableExtrinsic<'promise'> {
  const make = api.tx[camel(pallet)]?.[camel(call)]
  if (make) return makeWith(make, { pallet, call, args })
  const specVersion = api.runtimeVersion.specVersion.toNumber()
  throw chainError('CHAIN_FEATURE_MISSING', { feature: `call ${pallet}.${call}`, specVersion })
}

type Make = ApiPromise['tx'][string][string]

function makeWith(make: Make, { pallet, call, args }: CallParameters): SubmittableExtrinsic<'promise'> {
  const taken = make.meta.args.map(({ name, type, typeName }) => ({
    name: name.toString(),
    type: typeName.unwrapOr(type).toString(),
    isOptional: [type, typeName.unwrapOr(type)].some((word) => word.toString().startsWith('Option<')),
  }))
  const refuse = (detail: string, cause?: unknown) => {
    const fix = `Pass the arguments that the runtime takes: (${taken.map(({ name, type }) => `${name}: ${type}`).join(', ')}).`
    return configError('CONFIG_INVALID', { place: `arguments of ${pallet}.${call}`, detail, fix }, { cause })
  }
  // Taken for zero otherwise.
  const absent = taken.find(({ isOptional }, at) => (args[at] ?? null) === null && !isOptional)
  if (args.length === taken.length && absent) throw refuse(`${absent.name} is ${args[taken.indexOf(absent)]}`)
  try {
    return make(...args)
  } catch (error) {
    // Each level of the type repeats the layout; the last one names the value.
    throw refuse(reasonOf(error).split(':: ').slice(-2).join(': ').slice(0, 200), error)
  }
}

/** Returns true if the client's runtime has a call, by the chain's own names. */
export function hasCall({ api }: CallSource, { pallet, call }: Omit<CallParameters, 'args'>): boolean {
  return api.tx[camel(pallet)]?.[camel(call)] !== undefined
}

/** Returns true if the client's runtime has a storage item, by the chain's own names. */
export function hasStorage(
  { api }: CallSource,
  { pallet, item }: { readonly pallet: string; readonly item: string },
): boolean {
  const items = (api as unknown as { readonly query: Record<string, Record<string, unknown> | undefined> })
    .query
  return items[camel(pallet)]?.[item.charAt(0).toLowerCase() + item.slice(1)] !== undefined
}
