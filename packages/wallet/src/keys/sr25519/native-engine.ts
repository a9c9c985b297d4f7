import { createRequire } from 'node:module'
import { defineEngine, type Sr25519Engine } from './engine.js'

/** Exports of the optional package `@subnetkit/sr25519-native`. */
export interface Sr25519Native {
  verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): boolean
  sign(secretKey: Uint8Array, publicKey: Uint8Array, message: Uint8Array): Uint8Array
}

/** The native engine: the addon, if it is installed and has a binary for this platform. Throws if not. */
export function loadNative(load: () => unknown = loadPackage): Sr25519Engine {
  const { verify, sign } = load() as Sr25519Native
  if (typeof verify !== 'function' || typeof sign !== 'function')
    throw new Error('it does not export verify and sign')
  return defineEngine({
    name: 'native',
    verify: (message, signature, publicKey) => verify(publicKey, signature, message) === true,
    sign: (publicKey, secretKey, message) => sign(secretKey, publicKey, message),
  })
}

function loadPackage(): unknown {
  return createRequire(import.meta.url)('@subnetkit/sr25519-native')
}
