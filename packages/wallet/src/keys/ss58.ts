import { integer, optionsOf, reasonOf } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { checkBytes, checkOptions } from '../option-fields.js'
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

const ss58Options = optionsOf({ prefix: integer(0, 16_383).optional() })

const prefixOf = (options: Ss58Options, place: string): number =>
  checkOptions(ss58Options, options, place).prefix ?? BITTENSOR_SS58_PREFIX

/**
 * Returns the SS58 address of a 32-byte public key. Throws ADDRESS_INVALID for another length or a reserved prefix, and
 * CONFIG_INVALID for anything but bytes and for options.
 */
export function encodeAddress(publicKey: Uint8Array, options: Ss58Options = {}): string {
  const prefix = prefixOf(options, 'encodeAddress')
  const { length } = checkBytes(publicKey, 'encodeAddress publicKey')
  if (length !== 32) invalid(`a public key has 32 bytes, not ${length}`)
  try {
    return encodeSs58(publicKey, prefix)
  } catch (error) {
    return invalid(reasonOf(error), error)
  }
}

/**
 * Returns the 32-byte public key of an SS58 address. Throws ADDRESS_INVALID for anything else: a character outside
 * base58, a wrong length or checksum, another network's prefix, hex. Throws CONFIG_INVALID for options.
 */
export function decodeAddress(address: string, options: Ss58Options = {}): Uint8Array {
  return decode(address, prefixOf(options, 'decodeAddress'))
}

function decode(address: string, prefix: number): Uint8Array {
  const publicKey = publicKeyOfAnyNetwork(address)
  if (encodeAddress(publicKey, { prefix }) !== address)
    invalid(`it belongs to another network, whose prefix is not ${prefix}`)
  return publicKey
}

/** As {@link decodeAddress}, whichever network the address was written for. */
export function publicKeyOfAnyNetwork(address: string): Uint8Array {
  // The library takes hex for an address, too; and a short cut keeps a long header out of its quadratic base58.
  if (typeof address !== 'string') invalid('it is not a string')
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
  decode(address, prefixOf(options, 'parseAddress'))
  return address
}

/** Returns true if {@link decodeAddress} accepts it. Throws CONFIG_INVALID for options. */
export function isAddress(address: string, options: Ss58Options = {}): boolean {
  const prefix = prefixOf(options, 'isAddress')
  try {
    decode(address, prefix)
    return true
  } catch {
    return false
  }
}

function invalid(detail: string, cause?: unknown): never {
  throw walletError('ADDRESS_INVALID', { place: '', detail }, { cause })
}
