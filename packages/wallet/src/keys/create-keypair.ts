import { optionsOf } from '@subnetkit/base'
import { checkOptions, checkText, schemeField } from '../option-fields.js'
import { keypairOf, materialOf } from './key-material.js'
import type { Keypair, KeyScheme } from './keypair.js'

/** Options of {@link createKeypair}. */
export interface KeypairOptions {
  /** @default 'sr25519' */
  readonly scheme?: KeyScheme | undefined
}

const keypairOptions = optionsOf({ scheme: schemeField() })

/**
 * Creates a keypair from a secret URI: a mnemonic or `0x` seed, followed by `//hard`, `/soft` and `///password` parts.
 * A URI that starts with its path (`//Alice`, `/Bob//test`) derives from the well-known development phrase.
 * Throws KEY_INVALID and CONFIG_INVALID; the message never repeats the secret.
 * @example
 * const alice = createKeypair('//Alice')
 */
export function createKeypair(uri: string, options: KeypairOptions = {}): Keypair {
  const { scheme = 'sr25519' } = checkOptions(keypairOptions, options, 'createKeypair')
  return keypairOf(materialOf({ uri: checkText(uri, 'createKeypair uri') }, scheme))
}
