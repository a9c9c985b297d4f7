import { concatBytes } from '@noble/hashes/utils.js'
import { reasonOf } from '@subnetkit/base/errors'
import { timelockError } from './errors.js'
import { createReader, encodeBytes, encodeU16s, encodeU64, type ScaleReader } from './scale.js'

/** Weights as they are committed: `uids[i]` gets `values[i]`. */
export interface CommittedWeights {
  readonly uids: readonly number[]
  readonly values: readonly number[]
  readonly versionKey: bigint
}

/** Plaintext of a timelocked commit. */
export interface WeightsPayload extends CommittedWeights {
  /** Public key of the committer: 32 bytes. The chain drops a payload of another one's. */
  readonly hotkey: Uint8Array
}

/** Encodes the plaintext of a timelocked commit. @throws PAYLOAD_MALFORMED for values out of range */
export function encodeWeightsPayload({ hotkey, ...weights }: WeightsPayload): Uint8Array {
  return concatBytes(encodeBytes(hotkey), encodeLegacyWeightsPayload(weights))
}

/** The plaintext of older clients, who did not name the committer. */
export function encodeLegacyWeightsPayload(weights: CommittedWeights): Uint8Array {
  checkWeights(weights)
  const { uids, values, versionKey } = weights
  return concatBytes(encodeU16s(uids), encodeU16s(values), encodeU64(versionKey))
}

/**
 * Reads the plaintext of a timelocked commit. As on chain, bytes after it are not looked at.
 *
 * @throws PAYLOAD_MALFORMED
 */
export function decodeWeightsPayload(bytes: Uint8Array): WeightsPayload {
  return read(bytes, (reader) => ({ hotkey: reader.bytes(), ...readWeights(reader) }))
}

/** Reads the plaintext of older clients. @throws PAYLOAD_MALFORMED */
export function decodeLegacyWeightsPayload(bytes: Uint8Array): CommittedWeights {
  return read(bytes, readWeights)
}

const readWeights = (reader: ScaleReader) => ({
  uids: reader.u16s(),
  values: reader.u16s(),
  versionKey: reader.u64(),
})

function read<P>(bytes: Uint8Array, parts: (reader: ScaleReader) => P): P {
  try {
    return parts(createReader(bytes))
  } catch (cause) {
    throw timelockError('PAYLOAD_MALFORMED', { detail: reasonOf(cause) }, { cause })
  }
}

/** Refuses values that the encoding cannot hold. */
export function checkWeights({ uids, values, versionKey }: CommittedWeights): void {
  checkU16s('uids', uids)
  checkU16s('values', values)
  if (versionKey < 0n || versionKey >= 2n ** 64n) {
    throw timelockError('PAYLOAD_MALFORMED', { detail: `version key ${versionKey} is not a u64` })
  }
}

export function checkU16s(what: string, list: readonly number[]): void {
  const wrong = list.find((value) => !Number.isInteger(value) || value < 0 || value > 0xffff)
  if (wrong === undefined) return
  throw timelockError('PAYLOAD_MALFORMED', { detail: `${what} contain ${wrong}, which is not a u16` })
}
