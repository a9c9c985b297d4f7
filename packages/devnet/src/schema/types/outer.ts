import { deferred } from '../type.js'

/** Any call of the chain. `args` has the chain's argument names. */
export interface RuntimeCall {
  readonly pallet: string
  readonly call: string
  readonly args: Readonly<Record<string, unknown>>
}

/** Any event of the chain. */
export interface RuntimeEvent {
  readonly pallet: string
  readonly event: string
  readonly data: unknown
}

// The outer enums consist of all pallets, and some pallets refer to them: `schema.ts` ties the knot.
export const runtimeCall = deferred<RuntimeCall>('node_subtensor_runtime::RuntimeCall')
export const runtimeEvent = deferred<RuntimeEvent>('node_subtensor_runtime::RuntimeEvent')
