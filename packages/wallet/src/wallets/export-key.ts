import { optionsOf } from '@subnetkit/base'
import { formatSecret } from '../keyfile/format-keyfile.js'
import { materialOf } from '../keys/key-material.js'
import type { KeySource } from '../keys/key-source.js'
import type { KeyScheme } from '../keys/keypair.js'
import { compactPrivateKey } from '../keys/private-key.js'
import { encodeAddress } from '../keys/ss58.js'
import { bip39ToEntropy } from '../keys/wasm.js'
import { checkOptions, checkSource, schemeField } from '../option-fields.js'

/** The secret forms of one key, each behind a function so that no dump shows it. For backups and other tools. */
export interface ExportedKey {
  readonly address: string
  readonly scheme: KeyScheme
  readonly publicKey: Uint8Array
  /** Null if the phrase alone does not determine the key. */
  mnemonic(): string | null
  /** Entropy of the mnemonic, 16 to 32 bytes. */
  entropy(): Uint8Array | null
  /** 32 bytes; null if only the private key is known. */
  seed(): Uint8Array | null
  /** In the form of keyfiles: 64 bytes in schnorrkel's form for sr25519, the 32-byte seed for ed25519. */
  privateKey(): Uint8Array
  /** In the form of @polkadot/util-crypto: 64 bytes. */
  polkadotSecretKey(): Uint8Array
  /** The plain keyfile. */
  keyfile(): string
}

const exportOptions = optionsOf({ scheme: schemeField() })

/** Returns all forms of a key. Throws KEY_INVALID and CONFIG_INVALID; the message never repeats the secret. */
export function exportKey(source: KeySource, options: { readonly scheme?: KeyScheme } = {}): ExportedKey {
  const { scheme = 'sr25519' } = checkOptions(exportOptions, options, 'exportKey')
  const material = materialOf(checkSource(source, 'exportKey'), scheme)
  const { publicKey, secretKey, seed, phrase } = material
  return Object.freeze({
    address: encodeAddress(publicKey),
    scheme,
    publicKey,
    mnemonic: () => phrase,
    entropy: () => (phrase === null ? null : bip39ToEntropy(phrase)),
    seed: () => seed && Uint8Array.from(seed),
    privateKey: () => (scheme === 'sr25519' ? compactPrivateKey(secretKey) : Uint8Array.from(secretKey)),
    polkadotSecretKey: () =>
      scheme === 'sr25519' ? Uint8Array.from(secretKey) : Buffer.concat([secretKey, publicKey]),
    keyfile: () => Buffer.from(formatSecret(material)).toString(),
  })
}
