import type { MinerEndpoint } from '@subnetkit/core'
import { z } from 'zod'
import { malformed } from './failure.js'

/** Reads the body of an answer. Throws RESPONSE_MALFORMED for more than `maxBytes`. */
export async function readAnswer(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  endpoint: MinerEndpoint,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let received = 0
  for await (const chunk of body) {
    received += chunk.length
    // Leaving the loop destroys the body and with it the connection.
    if (received > maxBytes) throw malformed(endpoint, `it is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, received)
}

/** tRPC's envelope of a success; any other body with a success status is not an answer. */
const resultEnvelope = z.looseObject({
  result: z.looseObject({ data: z.unknown().optional() }),
  error: z.never().optional(),
})

/** Returns the data of a success. Throws RESPONSE_MALFORMED for any other body. */
export function parseResult(text: string, endpoint: MinerEndpoint): unknown {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch (cause) {
    throw malformed(endpoint, 'it is not JSON', cause)
  }
  const parsed = resultEnvelope.safeParse(answer)
  if (!parsed.success) throw malformed(endpoint, 'it is not a tRPC result')
  return parsed.data.result.data
}
