import { Readable } from 'node:stream'
import type { MinerEndpoint } from '@subnetkit/core'
import { isPartsType, partsType } from '../body/frame.js'
import { PartsError } from '../body/parts-head.js'
import { createPartsReader, type ReceivedParts } from '../body/read-parts.js'
import type { Spool } from '../body/spool.js'
import type { OutgoingParts } from '../body/write-parts.js'
import { malformed, unsent } from './failure.js'

/** Body of a request: JSON, or a message with binary values together with its hash. */
export type RequestMessage = Buffer | (OutgoingParts & { readonly sha256: string })

/** Returns the content headers of a request and its body for one attempt. */
export function formOf(message: RequestMessage, endpoint: MinerEndpoint) {
  if (message instanceof Uint8Array) {
    return { headers: { 'content-type': 'application/json' }, body: message }
  }
  return {
    headers: { 'content-type': partsType, 'content-length': String(message.length) },
    body: Readable.from(ownChunks(message, endpoint), { objectMode: false, highWaterMark: 262_144 }),
  }
}

/** A value that cannot be read is no fault of the miner. Throws QUERY_FAILED. */
async function* ownChunks(message: OutgoingParts, endpoint: MinerEndpoint) {
  try {
    yield* message.chunks()
  } catch (cause) {
    throw unsent(endpoint, cause)
  }
}

interface PartsAnswer {
  readonly body: AsyncIterable<Buffer> & { destroy(): unknown }
  readonly contentType: string | string[] | undefined
  readonly maxBytes: number
  readonly endpoint: MinerEndpoint
  readonly spool: Spool
  /** False where neither a session nor a receipt covers the answer. */
  readonly isHashed: boolean
}

/**
 * Reads an answer with binary values; nothing of it is parsed yet. Throws RESPONSE_MALFORMED for one of another form or
 * of more than `maxBytes`, SPOOL_FULL and SPOOL_FAILED.
 */
export async function readPartsAnswer(answer: PartsAnswer): Promise<ReceivedParts> {
  const { body, contentType, maxBytes, endpoint, spool, isHashed } = answer
  if (!isPartsType(contentType)) {
    body.destroy()
    throw malformed(endpoint, `it is not ${partsType}`)
  }
  const account = spool.enter({ address: endpoint.host, hotkey: endpoint.hotkey })
  const reader = createPartsReader({ account, maxBytes, isHashed })
  let received = 0
  try {
    for await (const chunk of body) {
      received += chunk.length
      // Leaving the loop destroys the body and with it the connection.
      if (received > maxBytes) throw malformed(endpoint, `it is larger than ${maxBytes} bytes`)
      const writing = reader.push(chunk)
      if (writing) await writing
    }
    const parts = await reader.end()
    account.keep()
    return parts
  } catch (error) {
    reader.release()
    throw error instanceof PartsError ? malformed(endpoint, error.message) : error
  }
}

/** Returns what an answer holds. Throws RESPONSE_MALFORMED. */
export async function readParts(parts: ReceivedParts, endpoint: MinerEndpoint): Promise<unknown> {
  try {
    return await parts.read()
  } catch (error) {
    throw error instanceof PartsError ? malformed(endpoint, error.message) : error
  }
}
