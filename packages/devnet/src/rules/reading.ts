import type { BlockContext } from '../runtime/context.js'
import type { StateReader } from '../state/state.js'

/** What reading the chain takes: the state, and the number of the block that reads it. */
export interface Reading {
  readonly state: StateReader
  readonly block: number
}

/** What writing it takes where nothing is announced: genesis has no events. */
export type Writing = Pick<BlockContext, 'state' | 'block'>
