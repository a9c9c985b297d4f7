import { mediaTypeOf } from '../http/headers.js'

/** Content type of a message with binary values. */
export const partsType = 'application/x-subnetkit-parts'

/** First bytes of such a message. */
export const magic = Buffer.from('snk1', 'latin1')

/** Bytes before the list of lengths: the first bytes, the length of the JSON and the number of parts. */
export const prefixBytes = 12

/** Maximum number of binary values in one message. */
export const maxParts = 1_024

/** Maximum size of the JSON of such a message, in bytes. */
export const maxHeadBytes = 262_144

/** Beginning of a message: what is before its JSON. */
export function encodePrefix(headLength: number, lengths: readonly number[]): Buffer {
  const prefix = Buffer.alloc(prefixBytes + 8 * lengths.length)
  magic.copy(prefix)
  prefix.writeUInt32BE(headLength, 4)
  prefix.writeUInt32BE(lengths.length, 8)
  for (const [index, length] of lengths.entries()) {
    prefix.writeBigUInt64BE(BigInt(length), prefixBytes + 8 * index)
  }
  return prefix
}

/** True for the content type of a message with binary values. */
export function isPartsType(contentType: string | readonly string[] | undefined): boolean {
  return mediaTypeOf(contentType) === partsType
}
