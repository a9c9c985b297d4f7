import { PartsError } from '../body/parts-head.js'
import type { ReceivedParts } from '../body/read-parts.js'
import { malformedParts } from '../body/receive-parts.js'
import { type OutgoingParts, packParts } from '../body/write-parts.js'
import { transportError } from '../errors/transport-error.js'
import { parseBody } from '../http/headers.js'

/** Body of a request: JSON, or with binary values. */
export type RequestBody = Buffer | ReceivedParts

/** Returns the input that a body holds. Throws BODY_MALFORMED. */
export async function readInput(synapse: string, body: RequestBody): Promise<unknown> {
  if (body instanceof Uint8Array) return await parseBody(synapse, body)
  try {
    return await body.read()
  } catch (error) {
    throw error instanceof PartsError ? malformedParts(synapse, error) : error
  }
}

/** Puts an answer with binary values into a message. Throws HANDLER_FAILED for one that is too large or cannot be. */
export function packAnswer(synapse: string, maxBytes: number, answer: unknown): OutgoingParts {
  let packed: OutgoingParts
  try {
    packed = packParts(answer)
  } catch (cause) {
    throw transportError(
      'HANDLER_FAILED',
      { synapse, detail: 'gave an answer that cannot be sent' },
      { cause },
    )
  }
  if (packed.length <= maxBytes) return packed
  throw transportError('HANDLER_FAILED', { synapse, detail: `gave an answer larger than ${maxBytes} bytes` })
}
