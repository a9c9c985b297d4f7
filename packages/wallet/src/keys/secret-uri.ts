import { compactAddLength, stringToU8a } from '@polkadot/util'
import { DeriveJunction } from '@polkadot/util-crypto/key/DeriveJunction'
import { walletError } from '../errors.js'
import { bip39ToMiniSecret, bip39Validate } from './wasm.js'

/** One step of a derivation path. */
export interface Junction {
  readonly hard: boolean
  /** 32 bytes. */
  readonly chainCode: Uint8Array
}

/** A parsed secret URI: the start of the derivation and its path. */
export interface SecretUri {
  /** 32 bytes. */
  readonly seed: Uint8Array
  readonly path: readonly Junction[]
  /** The mnemonic, if it alone determines the seed. */
  readonly phrase: string | null
}

/** The well-known phrase of every development chain; used when a URI is only a path. Holds no value anywhere. */
const developmentPhrase = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk'

const secretUri = /^([\w ]*)((?:\/\/?[^/]+)*)(?:\/\/\/(.*))?$/s
const maxU64 = 2n ** 64n - 1n

/** Parses as the chain's own tools do. Throws KEY_INVALID, whose message never repeats a part of the URI. */
export function parseSecretUri(uri: string): SecretUri {
  if (uri.trim() === '') invalid('it is empty')
  const match = secretUri.exec(uri)
  if (!match) invalid('it is not a phrase or 0x seed, followed by //hard, /soft and ///password parts')
  const [, start = '', path = '', password = ''] = match
  const root =
    start.trim() === '' && password === ''
      ? developmentRoot()
      : rootOf(start.trim() || developmentPhrase, password)
  return { ...root, path: junctionsOf(path) }
}

/** Derived once: `//Alice` and its like are made by the hundred, and the 2,048 rounds of a phrase are most of their cost. */
let developmentSeed: Uint8Array | null = null

function developmentRoot(): Pick<SecretUri, 'seed' | 'phrase'> {
  developmentSeed ??= phraseSeed(developmentPhrase, '')
  // A copy, since a keypair wipes the seed that it was made of.
  return { seed: developmentSeed.slice(), phrase: developmentPhrase }
}

function rootOf(start: string, password: string): Pick<SecretUri, 'seed' | 'phrase'> {
  if (start.startsWith('0x')) {
    // The field's tools ignore a password behind a raw seed; so do we, or the same URI would name two keys.
    if (!/^0x[0-9a-fA-F]{64}$/.test(start)) invalid('a raw seed is 0x and 64 hex digits')
    return { seed: Uint8Array.from(Buffer.from(start.slice(2), 'hex')), phrase: null }
  }
  const phrase = phraseWords(start)
  return { seed: phraseSeed(phrase, password), phrase: password === '' ? phrase : null }
}

/** The words of a mnemonic, one blank between two. Throws KEY_INVALID when they are none. */
export function phraseWords(text: string): string {
  const words = text.trim().split(/\s+/).join(' ')
  if (!bip39Validate(words)) invalid('the phrase is not a BIP39 mnemonic (unknown word, length or checksum)')
  return words
}

/** The mini-secret of a mnemonic: as substrate, from its entropy, not from the sentence. */
export const phraseSeed = (words: string, password: string): Uint8Array => bip39ToMiniSecret(words, password)

function junctionsOf(path: string): Junction[] {
  return [...path.matchAll(/\/(\/?)([^/]+)/g)].map(([, slash, code = '']) => ({
    hard: slash === '/',
    chainCode: chainCodeOf(code),
  }))
}

/**
 * The rule of sp-core, that the field's wallets follow: what parses as u64 is a number, all else a string. The
 * polkadot library also takes hex and larger numbers as such, which would give a key that no wallet finds.
 */
function chainCodeOf(code: string): Uint8Array {
  const junction = new DeriveJunction()
  const isNumber = /^\+?\d+$/.test(code) && BigInt(code.replace('+', '')) <= maxU64
  return junction.soft(isNumber ? BigInt(code.replace('+', '')) : compactAddLength(stringToU8a(code)))
    .chainCode
}

function invalid(detail: string): never {
  throw walletError('KEY_INVALID', { detail })
}
