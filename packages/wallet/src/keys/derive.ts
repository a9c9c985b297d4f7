import { compactAddLength, stringToU8a, u8aConcat } from '@polkadot/util'
import { walletError } from '../errors.js'
import type { KeyScheme } from './keypair.js'
import type { SecretUri } from './secret-uri.js'
import {
  blake2b,
  ed25519KeypairFromSeed,
  sr25519DeriveKeypairHard,
  sr25519DeriveKeypairSoft,
  sr25519KeypairFromSeed,
} from './wasm.js'

/** The two halves of a key. */
export interface KeyBytes {
  readonly publicKey: Uint8Array
  /** As the wasm signs with it: 64 bytes for sr25519, the 32-byte seed for ed25519. */
  readonly secretKey: Uint8Array
}

/** Walks the path of a secret URI. Throws KEY_INVALID for a soft step under ed25519, which has none. */
export function deriveKey(uri: Pick<SecretUri, 'seed' | 'path'>, scheme: KeyScheme): KeyBytes {
  return scheme === 'sr25519' ? deriveSr25519(uri) : deriveEd25519(uri)
}

function deriveSr25519({ seed, path }: Pick<SecretUri, 'seed' | 'path'>): KeyBytes {
  const pair = path.reduce(
    (parent, { hard, chainCode }) =>
      hard ? sr25519DeriveKeypairHard(parent, chainCode) : sr25519DeriveKeypairSoft(parent, chainCode),
    sr25519KeypairFromSeed(seed),
  )
  return { secretKey: pair.slice(0, 64), publicKey: pair.slice(64) }
}

function deriveEd25519({ seed, path }: Pick<SecretUri, 'seed' | 'path'>): KeyBytes {
  const label = compactAddLength(stringToU8a('Ed25519HDKD'))
  const derived = path.reduce((parent, { hard, chainCode }) => {
    if (!hard)
      throw walletError('KEY_INVALID', { detail: 'ed25519 has no soft derivation; use //hard parts' })
    return blake2b(u8aConcat(label, parent, chainCode), new Uint8Array(), 32)
  }, seed)
  const pair = ed25519KeypairFromSeed(derived)
  return { secretKey: pair.slice(0, 32), publicKey: pair.slice(32) }
}
