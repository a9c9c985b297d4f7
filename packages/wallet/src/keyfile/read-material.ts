import { isSubnetError } from '@subnetkit/base'
import { walletError } from '../errors.js'
import {
  fromPhrase,
  fromPrivateKey,
  fromSeed,
  hexBytes,
  type KeyMaterial,
  wipe,
} from '../keys/key-material.js'
import type { KeyScheme } from '../keys/keypair.js'
import { encodeAddress, isAddress, publicKeyOfAnyNetwork } from '../keys/ss58.js'
import { bip39Validate } from '../keys/wasm.js'
import type { KeyfileContents } from './keyfile.js'
import {
  accountTypeOf,
  type Fields,
  keyfileText,
  malformed,
  parseFields,
  schemeOf,
  textField,
} from './keyfile-fields.js'

/** A key with its secret, or the public half alone. */
export interface ReadKey {
  readonly material: KeyMaterial | null
  readonly address: string
  readonly scheme: KeyScheme
  readonly publicKey: Uint8Array
  readonly accountType: KeyfileContents['accountType']
}

type SecretField = 'secretPhrase' | 'secretSeed' | 'privateKey'

/** The fields that determine a key, in the order in which official readers try them. */
const secretFields: Readonly<Record<SecretField, (value: string, scheme: KeyScheme) => KeyMaterial>> = {
  secretPhrase: (value, scheme) => fromPhrase(value, '', scheme),
  secretSeed: (value, scheme) => fromSeed(hexBytes(value, 'the seed'), scheme),
  privateKey: (value, scheme) => fromPrivateKey(hexBytes(value, 'the private key'), scheme),
}

/** Contents of a plain keyfile; see {@link parseKeyfile}. */
export function readMaterial(data: Uint8Array | string, path: string): ReadKey {
  const text = keyfileText(data, path)
  const fields = parseFields(text)
  if (fields === undefined) return readRaw(text.trim(), path)
  // The two fields of the export go before all others: what else it holds is not what a keyfile means by it.
  if ('encoded' in fields && 'encoding' in fields) throw walletError('KEYFILE_FOREIGN', { path })
  const scheme = schemeOf(fields, path)
  const field = (Object.keys(secretFields) as SecretField[]).find((name) => typeof fields[name] === 'string')
  const key = field === undefined ? readPublic(fields, scheme, path) : readSecret(fields, field, scheme, path)
  return { ...key, accountType: accountTypeOf(fields) }
}

function readSecret(fields: Fields, field: SecretField, scheme: KeyScheme, path: string): ReadKey {
  const value = String(fields[field])
  const stored = textField(fields, 'ss58Address') ?? textField(fields, ' ss58Address')
  const make = secretFields[field]
  if (field === 'secretSeed') {
    const raw = seedAsText(value, stored)
    if (raw !== undefined) return keyOf(raw)
  }
  const first = attempt(() => make(value, scheme), field, path)
  if (stored === undefined || encodeAddress(first.publicKey) === stored) return keyOf(first)
  const derived = encodeAddress(first.publicKey)
  wipe(first)
  const second = underOtherCurve(() => make(value, scheme === 'sr25519' ? 'ed25519' : 'sr25519'))
  if (second && encodeAddress(second.publicKey) === stored) return keyOf(second)
  if (second) wipe(second)
  // The value in the address field can be anything, even a secret.
  const shown = isAddress(stored) ? stored : 'something that is not an address'
  throw walletError('KEYFILE_ADDRESS_MISMATCH', { path, stored: shown, field, derived })
}

/**
 * btwallet stores a seed whose bytes happen to be UTF-8 as that text behind 0x, which no reader of the field takes.
 * Taken only when the stored address bears it out.
 */
function seedAsText(value: string, stored: string | undefined): KeyMaterial | undefined {
  const bytes = Uint8Array.from(Buffer.from(value.replace(/^0x/, '')))
  if (stored === undefined || bytes.length !== 32) return undefined
  const material = fromSeed(bytes, 'sr25519')
  return encodeAddress(material.publicKey) === stored ? material : undefined
}

function readPublic(fields: Fields, scheme: KeyScheme, path: string): ReadKey {
  const stored = textField(fields, 'ss58Address')
  if (stored === undefined) {
    throw malformed(path, 'it has no secretPhrase, secretSeed, privateKey or ss58Address')
  }
  try {
    const publicKey = publicKeyOfAnyNetwork(stored)
    return { material: null, address: encodeAddress(publicKey), scheme, publicKey, accountType: null }
  } catch {
    throw malformed(path, 'its ss58Address is not an address')
  }
}

/** Files from before JSON: a seed or private key in hex, or the words. */
function readRaw(text: string, path: string): ReadKey {
  const digits = /^(?:0x)?([0-9a-fA-F]{64}|[0-9a-fA-F]{128})$/.exec(text)?.[1]
  if (digits !== undefined) {
    const field = digits.length === 64 ? 'secretSeed' : 'privateKey'
    return keyOf(attempt(() => secretFields[field](digits, 'sr25519'), `raw ${field}`, path))
  }
  if (bip39Validate(text.split(/\s+/).join(' '))) return keyOf(fromPhrase(text, '', 'sr25519'))
  throw malformed(path, 'it is neither JSON nor a raw seed, private key or mnemonic; it may be cut off')
}

function keyOf(material: KeyMaterial): ReadKey {
  const { scheme, publicKey } = material
  return { material, address: encodeAddress(publicKey), scheme, publicKey, accountType: null }
}

function attempt(make: () => KeyMaterial, field: string, path: string): KeyMaterial {
  try {
    return make()
  } catch (error) {
    if (!isSubnetError(error, 'KEY_INVALID')) throw error
    throw malformed(path, `${field}: ${error.details.detail}`)
  }
}

/** Undefined where the other curve has no such key. */
function underOtherCurve(make: () => KeyMaterial): KeyMaterial | undefined {
  try {
    return make()
  } catch (error) {
    if (!isSubnetError(error, 'KEY_INVALID')) throw error
    return undefined
  }
}
