import { concatBytes } from '@noble/hashes/utils.js'
import { checkBytes } from './check.js'
import { timelockError } from './errors.js'

/** The parts of a ciphertext. */
export interface CiphertextParts {
  /** r times the generator of G2, compressed: 96 bytes. */
  readonly u: Uint8Array
  /** The seed, masked by the pairing: 32 bytes. */
  readonly v: Uint8Array
  /** The key of the body, masked by the seed: 32 bytes. */
  readonly w: Uint8Array
  /** AES-256-GCM of the plaintext, with its tag of 16 bytes. */
  readonly body: Uint8Array
  /** Of AES-GCM: 12 bytes. */
  readonly nonce: Uint8Array
}

const pointLength = 96
const maskLength = 32
const tagLength = 16
const nonceLength = 12
const suite = new TextEncoder().encode('AES_GCM_')

/** Bytes that a ciphertext is longer than its plaintext. */
export const ciphertextOverhead = 244

/** Encodes the ciphertext for the chain: every part but the first after its length, 64 bits little-endian. */
export function encodeCiphertext({ u, v, w, body, nonce }: CiphertextParts): Uint8Array {
  const sealed = concatBytes(prefixed(body), prefixed(nonce), prefixed(suite))
  // The length in front of the body covers it with its own length and the nonce's, not the suite's name.
  const inner = u64(BigInt(sealed.length - 8 - suite.length))
  return concatBytes(u, prefixed(v), prefixed(w), inner, sealed)
}

/**
 * Takes a ciphertext apart. That `u` is a point is for the decryption to see.
 *
 * @throws CIPHERTEXT_MALFORMED, also for bytes left over
 */
export function decodeCiphertext(bytes: Uint8Array): CiphertextParts {
  checkBytes(bytes, 'ciphertext')
  let offset = 0
  const take = (length: number, what: string): Uint8Array => {
    if (bytes.length - offset < length) throw malformed(`they end within ${what}`)
    offset += length
    return bytes.slice(offset - length, offset)
  }
  const takeLength = (what: string): bigint => view(take(8, `the length of ${what}`)).getBigUint64(0, true)
  const takePart = (length: number, what: string): Uint8Array => {
    const stated = takeLength(what)
    if (stated !== BigInt(length)) throw malformed(`${what} has ${stated} bytes instead of ${length}`)
    return take(length, what)
  }
  const u = take(pointLength, 'U')
  const v = takePart(maskLength, 'V')
  const w = takePart(maskLength, 'W')
  const sealed = takeLength('the sealed part')
  const bodyLength = takeLength('the body')
  const left = BigInt(bytes.length - offset)
  if (bodyLength < BigInt(tagLength) || bodyLength > left) {
    throw malformed(`the body has ${bodyLength} bytes where ${left} are left`)
  }
  if (sealed !== bodyLength + 28n) throw malformed('the length of the sealed part does not fit its body')
  const body = take(Number(bodyLength), 'the body')
  const nonce = takePart(nonceLength, 'the nonce')
  const named = takePart(suite.length, 'the cipher suite')
  if (!named.every((byte, position) => byte === suite[position]))
    throw malformed('they name an unknown cipher suite')
  if (offset !== bytes.length) throw malformed(`${bytes.length - offset} bytes are left over`)
  return { u, v, w, body, nonce }
}

const malformed = (detail: string) => timelockError('CIPHERTEXT_MALFORMED', { what: 'a ciphertext', detail })

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  view(bytes).setBigUint64(0, value, true)
  return bytes
}

const prefixed = (bytes: Uint8Array) => concatBytes(u64(BigInt(bytes.length)), bytes)
