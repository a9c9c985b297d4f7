import { blake2b, twox, waitReady } from '@polkadot/wasm-crypto'

// The wasm hashes are several times faster than JavaScript ones and storage keys need one each.
await waitReady()

const NO_KEY = new Uint8Array()

export const blake2b256 = (data: Uint8Array): Uint8Array => blake2b(data, NO_KEY, 32)
export const blake2b128 = (data: Uint8Array): Uint8Array => blake2b(data, NO_KEY, 16)
export const twox64 = (data: Uint8Array): Uint8Array => twox(data, 1)
export const twox128 = (data: Uint8Array): Uint8Array => twox(data, 2)
