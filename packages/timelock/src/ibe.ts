import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { checkBytes } from './check.js'
import { timelockError } from './errors.js'

/** Boneh-Franklin identity encryption with signatures on G1 and keys on G2, as Subtensor's pallets have it. */

type G1Point = InstanceType<typeof bls.G1.Point>
type G2Point = InstanceType<typeof bls.G2.Point>
type PairingValue = ReturnType<typeof bls.pairing>

const { Fr } = bls.fields
const maxRound = 2n ** 64n - 1n
/** Domain of the hash to the curve: that of quicknet's signatures. */
const domain = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_'

/** Hash of a round that the beacon signs: SHA-256 of its eight bytes, big-endian. */
export function roundIdentity(round: bigint): Uint8Array {
  if (typeof round !== 'bigint') throw timelockError('ROUND_INVALID', { round: String(round) })
  if (round < 0n || round > maxRound) {
    throw timelockError('ROUND_INVALID', { round })
  }
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, round)
  return sha256(bytes)
}

/** The point of G1 that the beacon multiplies by its key to sign a round. */
export function identityPoint(round: bigint): G1Point {
  return bls.G1.hashToCurve(roundIdentity(round), { DST: domain })
}

/** The number that a ciphertext's first point hides: both sides compute it. */
export function blindingScalar(sigma: Uint8Array, esk: Uint8Array): bigint {
  const digest = sha256.create().update(sigma).update(esk).digest()
  return Fr.create(digest.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n))
}

/** Mask made of a pairing's value: SHA-256 of its twelve field elements, each 48 bytes little-endian. */
export function pairingMask(value: PairingValue): Uint8Array {
  const hash = sha256.create()
  for (const half of [value.c0, value.c1]) {
    for (const part of [half.c0, half.c1, half.c2]) {
      for (const element of [part.c0, part.c1]) hash.update(bls.fields.Fp.toBytes(element).reverse())
    }
  }
  return hash.digest()
}

export const keyMask = (sigma: Uint8Array): Uint8Array => sha256(sigma)

export function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, position) => byte ^ (b[position] ?? 0))
}

/** A public key as a point; zero is no key. */
export function publicKeyPoint(bytes: Uint8Array): G2Point {
  checkBytes(bytes, 'public key')
  const point = parse(() => bls.G2.Point.fromBytes(bytes))
  if (bytes.length !== 96 || point === undefined || point.is0()) {
    throw timelockError('PUBLIC_KEY_INVALID', { detail: notAPoint(bytes, 'G2') })
  }
  return point
}

/** A signature as a point; zero signs nothing. */
export function signaturePoint(bytes: Uint8Array): G1Point {
  checkBytes(bytes, 'signature')
  const point = parse(() => bls.G1.Point.fromBytes(bytes))
  if (bytes.length !== 48 || point === undefined || point.is0()) {
    throw timelockError('SIGNATURE_INVALID', { detail: notAPoint(bytes, 'G1') })
  }
  return point
}

/** The first part of a ciphertext as a point. */
export function blindedPoint(bytes: Uint8Array): G2Point {
  const point = parse(() => bls.G2.Point.fromBytes(bytes))
  if (point === undefined || point.is0()) {
    throw timelockError('CIPHERTEXT_MALFORMED', {
      what: 'a ciphertext',
      detail: 'they do not start with a point in G2',
    })
  }
  return point
}

/** The point, where the bytes are one on the curve and in the group of prime order. */
function parse<P extends { assertValidity(): void }>(read: () => P): P | undefined {
  try {
    const point = read()
    point.assertValidity()
    return point
  } catch {
    return undefined
  }
}

const notAPoint = (bytes: Uint8Array, group: string) =>
  `its ${bytes.length} bytes are not a point in ${group}`
