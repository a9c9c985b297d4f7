type Wasm = typeof import('@polkadot/wasm-crypto')

let loaded: Wasm | undefined
let loading: Promise<void> | undefined

/**
 * Loads the wasm for fast signature checks and hashes; once, however often it is called. It takes longer than the rest
 * of starting a devnet, so it is not part of the import: the interfaces for clients wait for it.
 */
export function loadWasm(): Promise<void> {
  loading ??= load()
  return loading
}

async function load(): Promise<void> {
  const wasm = await import('@polkadot/wasm-crypto')
  await wasm.waitReady()
  loaded = wasm
}

/** The wasm, undefined until it is loaded. */
export const loadedWasm = (): Wasm | undefined => loaded

/** The wasm, for what nothing else here can do; throws before {@link loadWasm} is done. */
export function needWasm(): Wasm {
  if (!loaded) throw new Error('loadWasm() has to be awaited first')
  return loaded
}
