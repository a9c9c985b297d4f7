import { checked, oneOf, optionsOf, parseOptions } from '@subnetkit/base'
import { isBytes } from '../option-fields.js'
import type { KeyScheme } from './keypair.js'
import { isSmallOrderKey } from './small-order.js'
import { sr25519Engine } from './sr25519/select-engine.js'
import { ed25519Verify } from './wasm.js'

/** Options of {@link verifySignature}. */
export interface SignatureParameters {
  readonly scheme: KeyScheme
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Checks one signature; returns false if it does not verify. Never throws because of the bytes. */
export type SignatureVerifier = (parameters: SignatureParameters) => boolean

const bytes = () => checked<Uint8Array>(isBytes, 'a Uint8Array')
const signatureParameters = optionsOf({
  scheme: oneOf('sr25519', 'ed25519'),
  publicKey: bytes(),
  message: bytes(),
  signature: bytes(),
})

/**
 * Returns true if the key signed exactly these bytes under this scheme (sr25519: context `substrate`; ed25519:
 * RFC 8032). Returns false for wrong lengths, keys and encodings, and for keys and points of small order, for which
 * anybody can sign. Throws CONFIG_INVALID for another scheme, and for anything but bytes; SIGNATURE_ENGINE_UNKNOWN and
 * SIGNATURE_ENGINE_UNAVAILABLE if `SUBNETKIT_SR25519` asks for an engine that is not there.
 */
export const verifySignature: SignatureVerifier = (parameters) => {
  const { scheme, publicKey, message, signature } = parseOptions(
    signatureParameters,
    parameters,
    'verifySignature',
  )
  return scheme === 'sr25519'
    ? sr25519Engine().verify(message, signature, publicKey)
    : verifyEd25519(message, signature, publicKey)
}

function verifyEd25519(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  if (isSmallOrderKey(publicKey) || isSmallOrderKey(signature.subarray(0, 32))) return false
  try {
    return ed25519Verify(signature, message, publicKey)
  } catch {
    return false
  }
}
