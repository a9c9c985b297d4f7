import { walletError } from '../errors.js'
import { sr25519Agree } from './wasm.js'

/** Order of the group in which sr25519 scalars live. */
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n

/** The base point of ristretto255, encoded. */
const basePoint = Uint8Array.from(
  Buffer.from('e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76', 'hex'),
)

/**
 * The 64 bytes of schnorrkel, which keyfiles hold, in the expanded ed25519 form that the polkadot libraries sign with:
 * the scalar in the low half times 8, the nonce in the high half as it is. Throws KEY_INVALID for a scalar that is
 * not reduced, as the other form nearly always is.
 */
export function expandPrivateKey(native: Uint8Array): Uint8Array {
  const scalar = littleEndian(native.subarray(0, 32))
  if (native.length !== 64 || scalar >= groupOrder) {
    throw walletError('KEY_INVALID', { detail: 'it is not a schnorrkel private key' })
  }
  return withScalar(native, scalar << 3n)
}

/** The inverse of {@link expandPrivateKey}: the form that keyfiles hold. */
export function compactPrivateKey(expanded: Uint8Array): Uint8Array {
  return withScalar(expanded, littleEndian(expanded.subarray(0, 32)) >> 3n)
}

/** The sr25519 public key of an expanded private key. */
export function publicKeyOf(expanded: Uint8Array): Uint8Array {
  // Key agreement with the base point gives the public key: the wasm exports no direct way to it.
  return sr25519Agree(basePoint, expanded)
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
}

function withScalar(key: Uint8Array, scalar: bigint): Uint8Array {
  const bytes = Uint8Array.from(key)
  for (let index = 0; index < 32; index++) bytes[index] = Number((scalar >> BigInt(8 * index)) & 0xffn)
  return bytes
}
