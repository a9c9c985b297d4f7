import type { MinerEndpoint } from '@subnetkit/core'
import { createChunkList } from '../body/chunk-list.js'
import { parseJson } from '../validation/parse-json.js'
import { malformed } from './failure.js'

/** Reads the body of an answer. Throws RESPONSE_MALFORMED for more than `maxBytes`. */
export async function readAnswer(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  endpoint: MinerEndpoint,
): Promise<Buffer> {
  const chunks = createChunkList()
  for await (const chunk of body) {
    // Leaving the loop destroys the body and with it the connection.
    if (chunks.length + chunk.length > maxBytes)
      throw malformed(endpoint, `it is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return chunks.takeAll()
}

/** Returns the data of a success, which is in tRPC's envelope. Throws RESPONSE_MALFORMED for any other body. */
export async function parseResult(body: Buffer, endpoint: MinerEndpoint): Promise<unknown> {
  const answer = await parseJson(body).catch((cause: unknown) => {
    throw malformed(endpoint, 'it is not JSON that can be read', cause)
  })
  return dataOf(answer, endpoint)
}

/** Returns the data of a success that is parsed already. Throws RESPONSE_MALFORMED for anything else. */
export function dataOf(answer: unknown, endpoint: MinerEndpoint): unknown {
  if (!isObject(answer) || answer.error !== undefined || !isObject(answer.result)) {
    throw malformed(endpoint, 'it is not a tRPC result')
  }
  return answer.result.data
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
