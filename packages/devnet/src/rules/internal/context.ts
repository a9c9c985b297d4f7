import type { StateReader } from '../../state/state.js'

/** What reading the chain takes: the state, and the number of the block that reads it. */
export interface Reading {
  readonly state: StateReader
  readonly block: number
}
