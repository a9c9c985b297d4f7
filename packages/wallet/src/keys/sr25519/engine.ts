import { walletError } from '../../errors.js'
import { decodesToPoint } from './known-keys.js'
import { isNeutral, isSecretKey, mayBeSignature } from './signature-format.js'

/** `wasm`: the library of polkadot, slow and robust. `fast`: schnorrkel-wasm. `native`: the optional addon. */
export type Sr25519EngineName = 'wasm' | 'fast' | 'native'

/** Signs and verifies sr25519, context `substrate`. All engines accept and refuse the same bytes. */
export interface Sr25519Engine {
  readonly name: Sr25519EngineName
  /** Returns false for any bytes that are not a signature, neutral keys and points included. Never throws. */
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
  /** Takes the 64-byte secret key in expanded ed25519 form. Throws KEY_INVALID for halves that are no key. */
  sign(publicKey: Uint8Array, secretKey: Uint8Array, message: Uint8Array): Uint8Array
}

/** Wraps the functions of a library in the checks that all engines share, so that none sees malformed input. */
export function defineEngine({ name, verify, sign }: Sr25519Engine): Sr25519Engine {
  return Object.freeze({
    name,
    verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) {
      if (!mayBeSignature(signature) || publicKey.length !== 32 || isNeutral(publicKey)) return false
      try {
        return verify(message, signature, publicKey)
      } catch {
        return false
      }
    },
    sign(publicKey: Uint8Array, secretKey: Uint8Array, message: Uint8Array) {
      if (secretKey.length !== 64) throw invalid(`a private key has 64 bytes, not ${secretKey.length}`)
      if (publicKey.length !== 32 || isNeutral(publicKey) || !decodesToPoint(publicKey))
        throw invalid('its public key is not a point of ristretto255')
      if (!isSecretKey(secretKey)) throw invalid('its private key is no scalar of ristretto255')
      return sign(publicKey, secretKey, message)
    },
  })
}

const invalid = (detail: string) => walletError('KEY_INVALID', { detail })
