import type { IncomingMessage } from 'node:http'
import type { SubnetError } from '@subnetkit/base'
import { chunksRefused, createChunkList } from '../body/chunk-list.js'
import { transportError } from '../errors/transport-error.js'

interface BodyLimits {
  readonly synapse: string
  readonly maxBytes: number
  readonly timeoutMs: number
  /** Called for a body that is refused for its tiny chunks. */
  readonly onTinyChunks?: () => void
}

/**
 * Refuses by the headers any body that would be cut off or not understood anyway. Throws BODY_ENCODED: what is compressed
 * has no size that could be limited. Throws BODY_TOO_LARGE.
 */
export function checkDeclaredBody(request: IncomingMessage, maxBytes: number): void {
  const { 'content-encoding': encoding = 'identity' } = request.headers
  if (encoding.toLowerCase() !== 'identity') {
    throw transportError('BODY_ENCODED', { encoding: JSON.stringify(encoding.slice(0, 40)) })
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    throw transportError('BODY_TOO_LARGE', { limit: maxBytes })
  }
}

/**
 * The whole body, counted as it streams in. Rejects with BODY_TOO_LARGE, BODY_TOO_SLOW (the limit is for the whole
 * body, so dripping does not extend it) or BODY_MALFORMED when the connection ends early or the body comes in a great
 * many tiny chunks.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const { synapse, maxBytes, timeoutMs } = limits
  return new Promise((resolve, reject) => {
    const chunks = createChunkList()
    let received = 0
    let count = 0
    let isSettled = false
    const timer = setTimeout(() => fail(transportError('BODY_TOO_SLOW', { limitMs: timeoutMs })), timeoutMs)

    // The listeners stay: they do nothing once it is settled, and taking four off takes longer than reading a small body.
    request.on('data', (chunk: Buffer) => {
      received += chunk.length
      if (isSettled) return
      if (received > maxBytes) fail(transportError('BODY_TOO_LARGE', { limit: maxBytes }))
      else {
        const detail = chunksRefused(++count, received)
        if (detail === null) chunks.push(chunk)
        else {
          fail(transportError('BODY_MALFORMED', { synapse, detail }))
          limits.onTinyChunks?.()
        }
      }
    })
    request.on('end', () => {
      if (isSettled) return
      settle()
      resolve(chunks.takeAll())
    })
    request.on('error', onGone).on('close', onGone)

    function onGone(): void {
      if (!isSettled)
        fail(transportError('BODY_MALFORMED', { synapse, detail: 'the connection ended before the body' }))
    }
    function fail(error: SubnetError): void {
      settle()
      chunks.take()
      reject(error)
    }
    function settle(): void {
      clearTimeout(timer)
      isSettled = true
    }
  })
}
