import { createRequire } from 'node:module'
import { concatBytes } from '../codec/bytes.js'
import { blake2b256 } from '../codec/hash.js'
import { publicKeyBase64 } from './dev-public-key.js'
import type { Envelope } from './envelope.js'

const require = createRequire(import.meta.url)

/**
 * The key that every devnet announces for shielded submissions. It hides nothing: its secret part follows from
 * the constant below. The public part is written down, so that a devnet starts without computing it.
 */
export const devPublicKey: Uint8Array = new Uint8Array(Buffer.from(publicKeyBase64, 'base64'))

const phrase = (part: string) => new TextEncoder().encode(`subnetkit devnet, MEV shield, ${part}`)

/** The 64 bytes that the pair is generated from. */
export const devKeySeed = (): Uint8Array =>
  concatBytes(blake2b256(phrase('first half')), blake2b256(phrase('second half')))

type Opener = (envelope: Envelope) => Uint8Array
let opener: Opener | undefined

/** Decrypts an envelope; throws if it was made for another key, or changed. */
export function openEnvelope(envelope: Envelope): Uint8Array {
  opener ??= createOpener()
  return opener(envelope)
}

// Blocks are made synchronously, and few chains ever see a shielded submission: loaded when the first one comes.
function createOpener(): Opener {
  const { ml_kem768 } =
    require('@noble/post-quantum/ml-kem.js') as typeof import('@noble/post-quantum/ml-kem.js')
  const { xchacha20poly1305 } =
    require('@noble/ciphers/chacha.js') as typeof import('@noble/ciphers/chacha.js')
  const { secretKey } = ml_kem768.keygen(devKeySeed())
  return ({ kem, nonce, sealed }) =>
    xchacha20poly1305(ml_kem768.decapsulate(kem, secretKey), nonce).decrypt(sealed)
}
