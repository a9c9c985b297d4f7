import { gcm } from '@noble/ciphers/aes.js'
import { bls12_381 as bls } from '@noble/curves/bls12-381.js'
import { randomBytes } from '@noble/hashes/utils.js'
import { checkBytes, checkObject } from './check.js'
import { encodeCiphertext } from './ciphertext.js'
import { timelockError } from './errors.js'
import { blindingScalar, identityPoint, keyMask, pairingMask, publicKeyPoint, xor } from './ibe.js'
import { quicknet } from './quicknet.js'

/** Randomness for one ciphertext. Never use the same twice. */
export interface TimelockRandomness {
  /** Seed: 32 bytes. */
  readonly sigma: Uint8Array
  /** Key of the body: 32 bytes. */
  readonly esk: Uint8Array
  /** Nonce of the body: 12 bytes. */
  readonly nonce: Uint8Array
}

/** Plaintext, round and public key of {@link timelockEncrypt}. */
export interface TimelockEncryptOptions {
  readonly plaintext: Uint8Array
  /** The round whose signature opens it. */
  readonly round: bigint
  /**
   * The beacon's key.
   * @default quicknet's
   */
  readonly publicKey?: Uint8Array | undefined
  /**
   * Fixed randomness, for tests of exact bytes.
   * @default drawn from the platform's generator
   */
  readonly random?: TimelockRandomness | undefined
}

/**
 * Encrypts to a round of a beacon: anyone with the round's signature can decrypt. Returns the on-chain form, 244 bytes
 * longer than the plaintext.
 *
 * @throws ROUND_INVALID, PUBLIC_KEY_INVALID, RANDOMNESS_INVALID
 */
export function timelockEncrypt(options: TimelockEncryptOptions): Uint8Array {
  checkObject(options, 'timelockEncrypt', 'plaintext', 'round', 'publicKey', 'random')
  const { plaintext, round, publicKey = quicknet.publicKey, random = drawn() } = options
  checkBytes(plaintext, 'timelockEncrypt plaintext')
  checkRandomness(random)
  const { sigma, esk, nonce } = random
  const identity = identityPoint(round)
  const r = blindingScalar(sigma, esk)
  const shared = bls.pairing(identity, publicKeyPoint(publicKey).multiply(r))
  return encodeCiphertext({
    u: bls.G2.Point.BASE.multiply(r).toBytes(),
    v: xor(sigma, pairingMask(shared)),
    w: xor(esk, keyMask(sigma)),
    body: gcm(esk, nonce).encrypt(plaintext),
    nonce,
  })
}

const drawn = (): TimelockRandomness => ({
  sigma: randomBytes(32),
  esk: randomBytes(32),
  nonce: randomBytes(12),
})

function checkRandomness(random: TimelockRandomness): void {
  checkObject(random, 'timelockEncrypt random', 'sigma', 'esk', 'nonce')
  const { sigma, esk, nonce } = random
  for (const [name, bytes] of Object.entries({ sigma, esk, nonce })) {
    checkBytes(bytes, `timelockEncrypt random.${name}`)
  }
  if (sigma.length === 32 && esk.length === 32 && nonce.length === 12) return
  throw timelockError('RANDOMNESS_INVALID', { sigma: sigma.length, esk: esk.length, nonce: nonce.length })
}
