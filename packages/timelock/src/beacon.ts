import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { checkBytes, checkClock, checkObject } from './check.js'
import { timelockError } from './errors.js'
import { identityPoint, publicKeyPoint, signaturePoint } from './ibe.js'
import { type BeaconClock, type BeaconInfo, quicknet } from './quicknet.js'

/** Pulse that a beacon publishes for one round. */
export interface Pulse {
  readonly round: bigint
  /** SHA-256 of the signature: 32 bytes. */
  readonly randomness: Uint8Array
  /** Point of G1, compressed: 48 bytes. */
  readonly signature: Uint8Array
}

/** A beacon with its secret key. */
export interface Beacon extends BeaconInfo {
  /** Signs a round, past or future: the clock is for the caller to mind. */
  sign(round: bigint): Pulse
}

/** Parameters of a beacon. */
export interface BeaconOptions extends Partial<BeaconClock> {
  /** 32 bytes, big-endian, above zero and below the order of the group. */
  readonly secretKey: Uint8Array
}

/**
 * Creates a beacon in quicknet's scheme with your own key: a round's signature is the secret key times the point that
 * its number hashes to. The schedule defaults to quicknet's.
 *
 * @throws SECRET_KEY_INVALID, and CONFIG_INVALID for options
 */
export function createBeacon(options: BeaconOptions): Beacon {
  checkObject(options, 'createBeacon', 'secretKey', 'genesis', 'period')
  const { secretKey, genesis = quicknet.genesis, period = quicknet.period } = options
  checkBytes(secretKey, 'createBeacon secretKey')
  checkClock({ genesis, period }, 'createBeacon')
  const scalar = secretScalar(secretKey)
  return {
    publicKey: bls.G2.Point.BASE.multiply(scalar).toBytes(),
    genesis,
    period,
    sign(round) {
      const signature = identityPoint(round).multiply(scalar).toBytes()
      return { round, randomness: sha256(signature), signature }
    },
  }
}

function secretScalar(bytes: Uint8Array): bigint {
  const scalar = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  if (bytes.length !== 32 || scalar === 0n || scalar >= bls.fields.Fr.ORDER) {
    const detail = bytes.length === 32 ? 'it is 0 or above the group order' : `it has ${bytes.length} bytes`
    throw timelockError('SECRET_KEY_INVALID', { detail })
  }
  return scalar
}

/** Returns true if the beacon signed the pulse's round and the randomness is that of the signature. */
export function isPulseOf(pulse: Pulse, publicKey: Uint8Array = quicknet.publicKey): boolean {
  try {
    verifyPulse(pulse, publicKey)
    return true
  } catch (error) {
    if (timelockError.is(error) && refusals.has(error.code)) return false
    throw error
  }
}

const refusals: ReadonlySet<string> = new Set(['PULSE_REFUSED', 'SIGNATURE_INVALID', 'ROUND_INVALID'])

/**
 * Checks a pulse against a beacon's key.
 *
 * @throws PULSE_REFUSED, SIGNATURE_INVALID, ROUND_INVALID, PUBLIC_KEY_INVALID
 */
export function verifyPulse(pulse: Pulse, publicKey: Uint8Array = quicknet.publicKey): void {
  checkObject(pulse, 'verifyPulse pulse')
  const { round, randomness, signature } = pulse
  checkBytes(randomness, 'verifyPulse randomness')
  const key = publicKeyPoint(publicKey)
  const identity = identityPoint(round)
  const point = signaturePoint(signature)
  const digest = sha256(signature)
  if (randomness.length !== digest.length || !digest.every((byte, at) => byte === randomness[at])) {
    throw timelockError('PULSE_REFUSED', { round, detail: 'its randomness is not the hash of its signature' })
  }
  // e(signature, generator) = e(identity, key), as one product with one final exponentiation.
  const product = bls.pairingBatch([
    { g1: point, g2: bls.G2.Point.BASE },
    { g1: identity.negate(), g2: key },
  ])
  if (!bls.fields.Fp12.eql(product, bls.fields.Fp12.ONE)) {
    throw timelockError('PULSE_REFUSED', { round, detail: 'its signature does not verify' })
  }
}
