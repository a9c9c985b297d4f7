import { type ByteSize, optionsOf, parseOptions, toBytes } from '@subnetkit/base'
import { z } from 'zod'
import { type Bytes, type BytesSource, bytesOf, isBytes } from './byte-value.js'
import { markWire } from './wire-mark.js'

/** Options of {@link bytes}. */
export interface BytesOptions {
  /** Largest value. @default only the `maxBytes` of its synapse */
  readonly max?: ByteSize | undefined
}

const bytesOptions = optionsOf({ max: z.custom<ByteSize>().optional() })

/**
 * Schema of a binary value, which travels raw beside the JSON of its message. It may be given as a Uint8Array,
 * ArrayBuffer, Blob or {@link Bytes}, and is received as Bytes, on disk if the message is large. Such a synapse speaks
 * `application/x-subnetkit-parts`: stock tRPC clients cannot call it. Throws CONFIG_INVALID for a size that is none.
 * @example
 * const upscale = synapse({
 *   input: z.object({ image: bytes({ max: '8MB' }), factor: z.int() }),
 *   output: z.object({ image: bytes() }),
 *   maxBytes: '64MB',
 * })
 */
export function bytes(options: BytesOptions = {}): z.ZodType<Bytes, BytesSource> {
  const { max: limit } = parseOptions(bytesOptions, options, 'bytes')
  const max = limit === undefined ? null : toBytes(limit, 'bytes max')
  const codec = z.codec(z.any().meta(wireSchemaOf(max)), z.custom<Bytes>(isBytes), {
    decode(given: unknown, context) {
      const value = bytesOf(given)
      if (value !== null && (max === null || value.size <= max)) return value
      const message = value === null ? 'expected bytes' : `expected at most ${max} bytes, not ${value.size}`
      context.issues.push({ code: 'custom', message, input: given })
      return z.NEVER
    },
    encode: (value) => value,
  })
  markWire(codec, (given) => bytesOf(given) ?? given, 'bytes', max)
  return codec as unknown as z.ZodType<Bytes, BytesSource>
}

/** Reference to a binary value in the JSON of a message. */
function wireSchemaOf(max: number | null) {
  return {
    type: 'object',
    properties: { $part: { type: 'integer', minimum: 0 } },
    required: ['$part'],
    additionalProperties: false,
    'x-part': { contentMediaType: 'application/octet-stream', ...(max !== null && { maxBytes: max }) },
  } as const
}
