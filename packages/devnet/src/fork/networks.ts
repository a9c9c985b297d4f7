import type { StateReader } from '../state/state.js'

/** All networks of a state, root included. */
export const networksOf = ({ state }: { readonly state: StateReader }): number[] =>
  [...state.SubtensorModule.NetworksAdded.entries()].flatMap(([[netuid], exists]) => (exists ? [netuid] : []))
