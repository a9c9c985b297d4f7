import { reasonOf } from '@subnetkit/base'
import { walletError } from '../errors.js'
import './wasm.js'
import { decodeAddress as decodeSs58, encodeAddress as encodeSs58 } from '@polkadot/util-crypto'

/** SS58 prefix of Bittensor; every address with it starts with 5. */
export const BITTENSOR_SS58_PREFIX = 42

/** Options of the SS58 functions. */
export interface Ss58Options {
  /**
   * Network prefix, 0 to 16383.
   * @default 42
   */
  readonly prefix?: number | undefined
}

/** Returns the SS58 address of a 32-byte public key. Throws ADDRESS_INVALID for another length or an invalid prefix. */
export function encodeAddress(publicKey: Uint8Array, options: Ss58Options = {}): string {
  if (publicKey.length !== 32) invalid(`a public key has 32 bytes, not ${publicKey.length}`)
  try {
    return encodeSs58(publicKey, options.prefix ?? BITTENSOR_SS58_PREFIX)
  } catch (error) {
    return invalid(reasonOf(error), error)
  }
}

/**
 * Returns the 32-byte public key of an SS58 address. Throws ADDRESS_INVALID for anything else: a character outside
 * base58, a wrong length or checksum, another network's prefix, hex.
 */
export function decodeAddress(address: string, options: Ss58Options = {}): Uint8Array {
  const prefix = options.prefix ?? BITTENSOR_SS58_PREFIX
  const publicKey = publicKeyOfAnyNetwork(address)
  if (encodeSs58(publicKey, prefix) !== address)
    invalid(`it belongs to another network, whose prefix is not ${prefix}`)
  return publicKey
}

/** As {@link decodeAddress}, whichever network the address was written for. */
export function publicKeyOfAnyNetwork(address: string): Uint8Array {
  // The library takes hex for an address, too; and a short cut keeps a long header out of its quadratic base58.
  if (!/^[1-9A-HJ-NP-Za-km-z]{1,60}$/.test(address)) invalid('it is not base58 of the right length')
  let publicKey: Uint8Array
  try {
    publicKey = decodeSs58(address, false, -1)
  } catch (error) {
    // Its message repeats what came in, which may be a secret in the wrong place; only the reason is wanted.
    return invalid(reasonOf(error).replace(`Decoding ${address}: `, ''))
  }
  if (publicKey.length !== 32) invalid(`it holds ${publicKey.length} bytes instead of 32`)
  return publicKey
}

/** Returns the address itself, checked: for inputs of functions. Throws ADDRESS_INVALID as {@link decodeAddress}. */
export function parseAddress(address: string, options: Ss58Options = {}): string {
  decodeAddress(address, options)
  return address
}

/** Returns true if {@link decodeAddress} accepts it. */
export function isAddress(address: string, options: Ss58Options = {}): boolean {
  try {
    decodeAddress(address, options)
    return true
  } catch {
    return false
  }
}

function invalid(detail: string, cause?: unknown): never {
  throw walletError('ADDRESS_INVALID', { detail }, { cause })
}
