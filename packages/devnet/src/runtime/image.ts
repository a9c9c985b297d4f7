import { RUNTIME, type RuntimeImage } from '../schema/version.js'
import type { State, StateReader } from '../state/state.js'
import type { Store, StoreReader } from '../state/store.js'

/** A raw storage key outside of all pallets. Clients tell by the hash of what is there whether they know the runtime. */
const CODE_KEY = Buffer.from(':code').toString('hex')

/** The version that a state says it was upgraded to last. */
export function specVersionOf(state: StateReader): number {
  return state.System.LastRuntimeUpgrade.get()?.spec_version ?? RUNTIME.specVersion
}

/** Writes what stands for the runtime's code, and which version it is. */
export function writeImage(store: Store, state: State, image: RuntimeImage): void {
  store.set(CODE_KEY, codeOf(image))
  state.System.LastRuntimeUpgrade.set({ spec_version: image.specVersion, spec_name: RUNTIME.specName })
}

/** Whether a state has this runtime's code. */
export function hasImage(store: StoreReader, image: RuntimeImage): boolean {
  return Buffer.compare(store.get(CODE_KEY) ?? Buffer.of(), codeOf(image)) === 0
}

function codeOf({ specVersion, slotMs }: RuntimeImage): Uint8Array {
  return Buffer.from(`${RUNTIME.specName} ${specVersion}, a block each ${slotMs} ms, in TypeScript`)
}
