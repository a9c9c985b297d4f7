import { concatBytes } from '@noble/hashes/utils.js'
import { reasonOf } from '@subnetkit/base/errors'
import { timelockError } from './errors.js'
import { createReader, encodeBytes, encodeU64 } from './scale.js'

/** A ciphertext with its reveal round. */
export interface TimelockEnvelope {
  /** The on-chain form. */
  readonly ciphertext: Uint8Array
  readonly round: bigint
}

/** The portable form: SCALE bytes of the ciphertext, then the round as 64 bits little-endian. */
export function encodeEnvelope({ ciphertext, round }: TimelockEnvelope): Uint8Array {
  return concatBytes(encodeBytes(ciphertext), encodeU64(round))
}

/** Opens the portable form. @throws CIPHERTEXT_MALFORMED */
export function decodeEnvelope(bytes: Uint8Array): TimelockEnvelope {
  try {
    const reader = createReader(bytes)
    const envelope = { ciphertext: reader.bytes(), round: reader.u64() }
    if (reader.left > 0) throw new RangeError(`${reader.left} bytes left over`)
    return envelope
  } catch (cause) {
    throw timelockError('CIPHERTEXT_MALFORMED', { what: 'an envelope', detail: reasonOf(cause) }, { cause })
  }
}
