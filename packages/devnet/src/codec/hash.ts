import { Blake2128, Blake2256, h64, Twox128 } from '@polkadot-api/substrate-bindings'
import { packedU64, writePacked } from './packed.js'
import { loadedWasm, needWasm } from './wasm.js'

// The wasm hashes are several times faster than JavaScript ones, and storage keys need one each: a genesis is
// made with the latter, most blocks with the former.

const NO_KEY = new Uint8Array()

export const blake2b256 = (data: Uint8Array): Uint8Array =>
  loadedWasm()?.blake2b(data, NO_KEY, 32) ?? Blake2256(data)
export const blake2b128 = (data: Uint8Array): Uint8Array =>
  loadedWasm()?.blake2b(data, NO_KEY, 16) ?? Blake2128(data)
/** Only in wasm: throws before it is loaded. */
export const blake2b64 = (data: Uint8Array): Uint8Array => needWasm().blake2b(data, NO_KEY, 8)
export const twox64 = (data: Uint8Array): Uint8Array =>
  loadedWasm()?.twox(data, 1) ?? writePacked(packedU64, h64(data))
export const twox128 = (data: Uint8Array): Uint8Array => loadedWasm()?.twox(data, 2) ?? Twox128(data)
