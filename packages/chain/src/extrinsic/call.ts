import type { ApiPromise } from '@polkadot/api'
import type { SubmittableExtrinsic } from '@polkadot/api/types'
import { chainError } from '../errors/chain-error.js'
import { camel } from '../read/camel.js'
import type { CallParameters } from './types.js'

/** Source of calls: a client, or any other object with the metadata of a runtime. */
export interface CallSource {
  readonly api: Pick<ApiPromise, 'tx' | 'runtimeVersion'>
}

/** Makes an unsigned extrinsic of a call. Throws CHAIN_FEATURE_MISSING when the runtime has no such call. */
export function makeCall(
  { api }: CallSource,
  { pallet, call, args }: CallParameters,
): SubmittableExtrinsic<'promise'> {
  const make = api.tx[camel(pallet)]?.[camel(call)]
  if (make) return make(...args)
  const specVersion = api.runtimeVersion.specVersion.toNumber()
  throw chainError('CHAIN_FEATURE_MISSING', { feature: `call ${pallet}.${call}`, specVersion })
}

/** Returns true if the client's runtime has a call, by the chain's own names. */
export function hasCall({ api }: CallSource, { pallet, call }: Omit<CallParameters, 'args'>): boolean {
  return api.tx[camel(pallet)]?.[camel(call)] !== undefined
}
