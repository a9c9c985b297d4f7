import { blake2b } from '@noble/hashes/blake2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { timelockError } from './errors.js'
import { type CommittedWeights, checkU16s, checkWeights } from './payload.js'
import { encodeU16, encodeU16s, encodeU64 } from './scale.js'

/** Data that a salted commit binds its committer to. */
export interface SaltedCommit extends CommittedWeights {
  /** Public key of the committer: 32 bytes. */
  readonly hotkey: Uint8Array
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number
  readonly salt: readonly number[]
}

/** Returns the storage index of the weights of one mechanism of a subnet. */
export const mechanismIndex = (netuid: number, mechanism = 0): number => mechanism * 4096 + netuid

/** Preimage of the hash: hotkey, storage index, uids, values, salt, version key, in SCALE. */
export function saltedCommitPreimage(commit: SaltedCommit): Uint8Array {
  const { hotkey, netuid, mechanism, uids, values, salt, versionKey } = commit
  checkWeights(commit)
  checkU16s('salt', salt)
  if (hotkey.length !== 32) {
    throw timelockError('PAYLOAD_MALFORMED', { detail: `the hotkey has ${hotkey.length} bytes, not 32` })
  }
  const index = mechanismIndex(netuid, mechanism)
  checkU16s('storage index', [index])
  return concatBytes(
    hotkey,
    encodeU16(index),
    encodeU16s(uids),
    encodeU16s(values),
    encodeU16s(salt),
    encodeU64(versionKey),
  )
}

/** Returns the hash of a salted commit: BLAKE2b-256. @throws PAYLOAD_MALFORMED for values out of range */
export function saltedCommitHash(commit: SaltedCommit): Uint8Array {
  return blake2b(saltedCommitPreimage(commit), { dkLen: 32 })
}
