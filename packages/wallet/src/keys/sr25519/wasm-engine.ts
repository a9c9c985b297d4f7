import { sr25519Sign, sr25519Verify } from '../wasm.js'
import { defineEngine } from './engine.js'

/** The safe engine: @polkadot/wasm-crypto, which is loaded in any case. */
export const wasmEngine = defineEngine({
  name: 'wasm',
  verify: (message, signature, publicKey) => sr25519Verify(signature, message, publicKey),
  sign: sr25519Sign,
})
