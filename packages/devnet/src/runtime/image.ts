import { RUNTIME, type RuntimeImage } from '../schema/version.js'
import type { State, StateReader } from '../state/state.js'
import type { Store } from '../state/store.js'

/** A raw storage key outside of all pallets. Clients tell by the hash of what is there whether they know the runtime. */
const CODE_KEY = Buffer.from(':code').toString('hex')

/** The version that a state says it was upgraded to last. */
export function specVersionOf(state: StateReader): number {
  return state.System.LastRuntimeUpgrade.get()?.spec_version ?? RUNTIME.specVersion
}

/** Writes what stands for the runtime's code, and which version it is. */
export function writeImage(store: Store, state: State, { specVersion, slotMs }: RuntimeImage): void {
  const code = `${RUNTIME.specName} ${specVersion}, a block each ${slotMs} ms, in TypeScript`
  store.set(CODE_KEY, new TextEncoder().encode(code))
  state.System.LastRuntimeUpgrade.set({ spec_version: specVersion, spec_name: RUNTIME.specName })
}
