import { walletError } from '../errors.js'
import { deriveKey, type KeyBytes } from './derive.js'
import type { KeySource } from './key-source.js'
import type { Keypair, KeyScheme } from './keypair.js'
import { expandPrivateKey, publicKeyOf } from './private-key.js'
import { parseSecretUri, phraseSeed, phraseWords } from './secret-uri.js'
import { sr25519Engine } from './sr25519/select-engine.js'
import { encodeAddress } from './ss58.js'
import { ed25519Sign } from './wasm.js'

/** A key with all that its keyfile holds. Never leaves the wallet folder: what goes out is its {@link keypairOf}. */
export interface KeyMaterial extends KeyBytes {
  readonly scheme: KeyScheme
  /** 32 bytes; null when only the private key is known. */
  readonly seed: Uint8Array | null
  /** Null when the phrase alone does not give the key. */
  readonly phrase: string | null
}

/** Makes the key. Throws KEY_INVALID, whose message never repeats the secret. */
export function materialOf(source: KeySource, scheme: KeyScheme): KeyMaterial {
  if ('mnemonic' in source) return fromPhrase(source.mnemonic, source.mnemonicPassword ?? '', scheme)
  if ('seed' in source) return fromSeed(hexBytes(source.seed, 'the seed'), scheme)
  if ('privateKey' in source) return fromPrivateKey(hexBytes(source.privateKey, 'the private key'), scheme)
  const uri = parseSecretUri(source.uri)
  const whole = uri.path.length === 0
  return {
    ...deriveKey(uri, scheme),
    scheme,
    seed: whole ? uri.seed : null,
    phrase: whole ? uri.phrase : null,
  }
}

export function fromPhrase(text: string, password: string, scheme: KeyScheme): KeyMaterial {
  const phrase = phraseWords(text)
  const seed = phraseSeed(phrase, password)
  return { ...deriveKey({ seed, path: [] }, scheme), scheme, seed, phrase: password === '' ? phrase : null }
}

/** As sp-core: an sr25519 seed of 64 bytes is the private key itself. */
export function fromSeed(seed: Uint8Array, scheme: KeyScheme): KeyMaterial {
  if (seed.length === 64 && scheme === 'sr25519') return fromPrivateKey(seed, scheme)
  if (seed.length !== 32) throw invalid(`a seed has 32 bytes, not ${seed.length}`)
  return { ...deriveKey({ seed, path: [] }, scheme), scheme, seed, phrase: null }
}

/** As the field's newest reader: 32 bytes are a seed; of an ed25519 key of 64, the second half is its public key. */
export function fromPrivateKey(key: Uint8Array, scheme: KeyScheme): KeyMaterial {
  if (key.length === 32) return { ...fromSeed(key, scheme), seed: null }
  if (key.length !== 64) throw invalid(`a private key has 64 bytes, not ${key.length}`)
  if (scheme === 'ed25519') return { ...fromSeed(key.slice(0, 32), scheme), seed: null }
  const secretKey = expandPrivateKey(key)
  return { scheme, secretKey, publicKey: publicKeyOf(secretKey), seed: null, phrase: null }
}

/** Halves of the sr25519 keys that were made here, by their keypairs, for soft paths below them. */
export const softParents = new WeakMap<Keypair, KeyBytes>()

/**
 * The key as the rest of the world gets it: the secret lives in this closure alone, out of reach of any dump. Takes
 * the material over and wipes its seed, which signing does not need.
 */
export function keypairOf({ scheme, publicKey, secretKey, seed }: KeyMaterial): Keypair {
  seed?.fill(0)
  const signWith = scheme === 'sr25519' ? sr25519Engine().sign : ed25519Sign
  const keypair: Keypair = Object.freeze({
    scheme,
    address: encodeAddress(publicKey),
    publicKey,
    sign: (message: Uint8Array) => signWith(publicKey, secretKey, message),
  })
  if (scheme === 'sr25519') softParents.set(keypair, { publicKey, secretKey })
  return keypair
}

/** Overwrites the bytes of a key that is no longer needed. Strings stay until they are garbage-collected. */
export function wipe({ secretKey, seed }: Pick<KeyMaterial, 'secretKey' | 'seed'>): void {
  secretKey.fill(0)
  seed?.fill(0)
}

export function hexBytes(text: string, what: string): Uint8Array {
  const digits = text.startsWith('0x') ? text.slice(2) : text
  if (!/^([0-9a-fA-F]{2})*$/.test(digits)) throw invalid(`${what} is not hex`)
  return Uint8Array.from(Buffer.from(digits, 'hex'))
}

const invalid = (detail: string) => walletError('KEY_INVALID', { detail })
