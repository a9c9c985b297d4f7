import { gcm } from '@noble/ciphers/aes.js'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { checkObject } from './check.js'
import { decodeCiphertext } from './ciphertext.js'
import { timelockError } from './errors.js'
import { blindedPoint, blindingScalar, keyMask, pairingMask, signaturePoint, xor } from './ibe.js'

/** A ciphertext and the signature that decrypts it. */
export interface TimelockDecryptOptions {
  /** The on-chain form. */
  readonly ciphertext: Uint8Array
  /** The beacon's signature of the round: 48 bytes. */
  readonly signature: Uint8Array
}

/**
 * The plaintext. A ciphertext that was changed in any bit is refused, and so is the signature of another
 * round or beacon.
 *
 * @throws CIPHERTEXT_MALFORMED, SIGNATURE_INVALID, CIPHERTEXT_REFUSED
 */
export function timelockDecrypt(options: TimelockDecryptOptions): Uint8Array {
  checkObject(options, 'timelockDecrypt')
  const { ciphertext, signature } = options
  const { u, v, w, body, nonce } = decodeCiphertext(ciphertext)
  const point = blindedPoint(u)
  const sigma = xor(v, pairingMask(bls.pairing(signaturePoint(signature), point)))
  const esk = xor(w, keyMask(sigma))
  const r = blindingScalar(sigma, esk)
  if (r === 0n || !bls.G2.Point.BASE.multiply(r).equals(point)) {
    throw timelockError('CIPHERTEXT_REFUSED', { detail: 'it is not for this signature, or it was changed' })
  }
  try {
    return gcm(esk, nonce).decrypt(body)
  } catch (cause) {
    throw timelockError('CIPHERTEXT_REFUSED', { detail: 'its body was changed' }, { cause })
  }
}
