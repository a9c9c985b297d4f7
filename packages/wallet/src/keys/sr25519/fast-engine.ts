import { createRequire } from 'node:module'
import { defineEngine, type Sr25519Engine } from './engine.js'
import { decodesToPoint } from './known-keys.js'
import { wasmEngine } from './wasm-engine.js'

const library = '@polkadot-labs/schnorrkel-wasm'

/** The part of schnorrkel-wasm that is used. */
export interface SchnorrkelWasm {
  sr25519_verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean
  sr25519_sign(publicKey: Uint8Array, secretKey: Uint8Array, message: Uint8Array): Uint8Array
}

/** Failures of one process after which the safe engine does all the work. */
export const maxFailures = 8

/**
 * The fast engine: schnorrkel-wasm. Malformed input traps its wasm, and a thousand traps break it for good; so input is
 * checked here first, and a module that fails all the same is replaced, while the safe engine answers that call.
 * Throws if the library cannot be loaded.
 */
export function createFastEngine(load: () => SchnorrkelWasm = loadFresh): Sr25519Engine {
  let module: SchnorrkelWasm | null = load()
  let failures = 0

  function attempt<T>(work: (schnorrkel: SchnorrkelWasm) => T, safely: () => T): T {
    if (failures >= maxFailures) return safely()
    try {
      module ??= load()
      return work(module)
    } catch {
      module = null
      failures++
      return safely()
    }
  }

  return defineEngine({
    name: 'fast',
    verify: (message, signature, publicKey) =>
      decodesToPoint(publicKey) &&
      attempt(
        ({ sr25519_verify }) => sr25519_verify(publicKey, message, signature),
        () => wasmEngine.verify(message, signature, publicKey),
      ),
    sign: (publicKey, secretKey, message) =>
      attempt(
        ({ sr25519_sign }) => sr25519_sign(publicKey, secretKey, message),
        () => wasmEngine.sign(publicKey, secretKey, message),
      ),
  })
}

/** A module with a memory of its own, whatever happened to earlier ones. */
function loadFresh(): SchnorrkelWasm {
  const require = createRequire(import.meta.url)
  delete require.cache[require.resolve(library)]
  return require(library) as SchnorrkelWasm
}
