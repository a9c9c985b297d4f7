import { fromHex } from '../codec/bytes.js'
import { needWasm } from '../codec/wasm.js'
import type { SignedExtrinsic } from './extrinsic.js'

// sr25519 marks its signatures in the last bit; without the mark it is another scheme's.
const SR25519_MARK = 0x80

/**
 * Returns true if the account signed `message`. Malformed input is just not a signature. The wasm has to be loaded.
 */
export function verifySignature(
  signature: SignedExtrinsic['signature'],
  message: Uint8Array,
  account: string,
): boolean {
  if (signature.type === 'Ecdsa') return false
  const bytes = fromHex(signature.value)
  const publicKey = fromHex(account)
  const { ed25519Verify, sr25519Verify } = needWasm()
  if (signature.type === 'Ed25519') return ed25519Verify(bytes, message, publicKey)
  return ((bytes[63] ?? 0) & SR25519_MARK) !== 0 && sr25519Verify(bytes, message, publicKey)
}
