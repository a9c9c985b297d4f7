import type { BlockContext } from '../runtime/context.js'
import type { StateReader } from '../state/state.js'

/** Context for reading the chain: the state, and the number of the block that reads it. */
export interface Reading {
  readonly state: StateReader
  readonly block: number
}

/** Context for writing without events: genesis has none. */
export type Writing = Pick<BlockContext, 'state' | 'block'>
