import { RUNTIME, type RuntimeImage } from '../schema/version.js'
import type { State, StateReader } from '../state/state.js'
import type { Store, StoreReader } from '../state/store.js'

/** A raw storage key outside of all pallets. Clients recognize a runtime by the hash of its value. */
const CODE_KEY = Buffer.from(':code').toString('hex')

/** Version of the last upgrade according to a state. */
export function specVersionOf(state: StateReader): number {
  return state.System.LastRuntimeUpgrade.get()?.spec_version ?? RUNTIME.specVersion
}

/** Writes a substitute for the runtime's code, and its version. */
export function writeImage(store: Store, state: State, image: RuntimeImage): void {
  store.set(CODE_KEY, codeOf(image))
  state.System.LastRuntimeUpgrade.set({ spec_version: image.specVersion, spec_name: RUNTIME.specName })
}

/** Returns true if a state has this runtime's code. */
export function hasImage(store: StoreReader, image: RuntimeImage): boolean {
  return Buffer.compare(store.get(CODE_KEY) ?? Buffer.of(), codeOf(image)) === 0
}

function codeOf({ specVersion, slotMs, isFastBuild }: RuntimeImage): Uint8Array {
  const build = isFastBuild ? ', a fast build' : ''
  return Buffer.from(`${RUNTIME.specName} ${specVersion}${build}, a block each ${slotMs} ms, in TypeScript`)
}
