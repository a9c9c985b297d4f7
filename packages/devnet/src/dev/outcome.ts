import type { Block } from '../chain/block.js'
import { hashExtrinsic } from '../chain/execute.js'
import { pallets } from '../schema/schema.js'
import type { DispatchError } from '../schema/types/dispatch.js'
import type { RuntimeEvent } from '../schema/types/outer.js'
import { createStateReader } from '../state/state.js'
import { readRoot } from '../state/store.js'

/** Outcome of an extrinsic. */
export interface Outcome {
  /** Hash of the extrinsic. */
  readonly hash: string
  /** Block that includes it. */
  readonly block: { readonly hash: string; readonly number: number }
  /** `Pallet.Error` of a module, or such as `BadOrigin` or `Token.Frozen`; `null` if the call succeeded. */
  readonly error: string | null
  /** The events of the extrinsic, in order. */
  readonly events: readonly RuntimeEvent[]
}

/** Returns the outcome of an extrinsic of `block`; `undefined` if the block does not have it. */
export function outcomeIn(block: Block, hash: string): Outcome | undefined {
  const index = block.extrinsics.findIndex((bytes) => hashExtrinsic(bytes) === hash)
  if (index < 0) return undefined
  const records = createStateReader(readRoot(block.root)).System.Events.get()
  const events = records
    .filter(({ phase }) => phase.type === 'ApplyExtrinsic' && phase.value === index)
    .map(({ event }) => event)
  const error = events.map(errorOf).find((name) => name !== undefined) ?? null
  return { hash, block: { hash: block.hash, number: block.header.number }, error, events }
}

/** The error in an event, including that of a call dispatched by Sudo. */
function errorOf({ pallet, event, data }: RuntimeEvent): string | undefined {
  const name = `${pallet}.${event}`
  if (name === 'System.ExtrinsicFailed') {
    return errorName((data as { readonly dispatch_error: DispatchError }).dispatch_error)
  }
  if (name !== 'Sudo.Sudid') return undefined
  const { sudo_result: result } = data as {
    readonly sudo_result: { readonly type: 'Ok' } | { readonly type: 'Err'; readonly value: DispatchError }
  }
  return result.type === 'Err' ? errorName(result.value) : undefined
}

/** A dispatch error by its names. */
export function errorName(error: DispatchError): string {
  if (error.type === 'Module') {
    const pallet = pallets.find(({ index }) => index === error.value.index)
    const position = Number.parseInt(error.value.error.slice(2, 4), 16)
    return `${pallet?.name ?? error.value.index}.${pallet?.errors[position] ?? position}`
  }
  return typeof error.value === 'string' ? `${error.type}.${error.value}` : error.type
}
