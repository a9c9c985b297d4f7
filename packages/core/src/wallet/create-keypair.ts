import { deriveKey } from './internal/derive.js'
import { parseSecretUri } from './internal/secret-uri.js'
import { ed25519Sign, sr25519Sign } from './internal/wasm.js'
import type { Keypair, KeyScheme } from './keypair.js'
import { encodeAddress } from './ss58.js'

/** Options of {@link createKeypair}. */
export interface KeypairOptions {
  /** @default 'sr25519' */
  readonly scheme?: KeyScheme
}

/**
 * A keypair from a secret URI: a mnemonic or `0x` seed, followed by `//hard`, `/soft` and `///password` parts.
 * A URI that starts with its path (`//Alice`, `/Bob//test`) hangs on the well-known development phrase.
 * Throws KEY_INVALID; the message never repeats the secret.
 * @example
 * const alice = createKeypair('//Alice')
 */
export function createKeypair(uri: string, options: KeypairOptions = {}): Keypair {
  const scheme = options.scheme ?? 'sr25519'
  const { publicKey, secretKey } = deriveKey(parseSecretUri(uri), scheme)
  const signWith = scheme === 'sr25519' ? sr25519Sign : ed25519Sign
  // The secret lives in this closure alone: inspecting, spreading or serialising the keypair cannot reach it.
  return Object.freeze({
    scheme,
    address: encodeAddress(publicKey),
    publicKey,
    sign: (message: Uint8Array) => signWith(publicKey, secretKey, message),
  })
}
