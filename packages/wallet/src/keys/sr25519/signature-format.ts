// schnorrkel marks its signatures in the last bit; without the mark it is another scheme's.
const marker = 0x80

/** Order of the group in which scalars live, little-endian. */
const groupOrder = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex')

/** Returns true for 64 bytes: a point other than the neutral one, a reduced scalar and the mark of sr25519. */
export function mayBeSignature(signature: Uint8Array): boolean {
  return (
    signature.length === 64 &&
    ((signature[63] as number) & marker) !== 0 &&
    hasReducedScalar(signature) &&
    !isNeutral(signature.subarray(0, 32))
  )
}

/** Returns true for the neutral element of ristretto255, whose only encoding is all zeros. */
export const isNeutral = (point: Uint8Array): boolean => point.every((byte) => byte === 0)

/**
 * Returns true for the 64 bytes of a secret key in expanded ed25519 form: eight times a reduced scalar other than 0, and the
 * seed of nonces.
 */
export function isSecretKey(secretKey: Uint8Array): boolean {
  const scalar = Uint8Array.from({ length: 32 }, (_, index) => {
    const next = index === 31 ? 0 : (secretKey[index + 1] as number)
    return ((secretKey[index] as number) >> 3) | ((next << 5) & 0xff)
  })
  return secretKey.length === 64 && !isNeutral(scalar) && isReduced(scalar)
}

function hasReducedScalar(signature: Uint8Array): boolean {
  const scalar = Uint8Array.from(signature.subarray(32))
  scalar[31] = (scalar[31] as number) & ~marker
  return isReduced(scalar)
}

function isReduced(scalar: Uint8Array): boolean {
  for (let index = 31; index >= 0; index--) {
    const byte = scalar[index] as number
    const limit = groupOrder[index] as number
    if (byte !== limit) return byte < limit
  }
  return false
}
