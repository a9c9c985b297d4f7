import type { IncomingMessage } from 'node:http'
import type { SubnetError } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'

interface BodyLimits {
  readonly synapse: string
  readonly maxBytes: number
  readonly timeoutMs: number
}

/** Refuses by the declared length any body that would be cut off anyway. Throws BODY_TOO_LARGE. */
export function checkDeclaredLength(request: IncomingMessage, maxBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    throw transportError('BODY_TOO_LARGE', { limit: maxBytes })
  }
}

/**
 * The whole body, counted as it streams in. Rejects with BODY_TOO_LARGE, BODY_TOO_SLOW (the limit is for the whole
 * body, so dripping does not extend it) or BODY_MALFORMED when the connection ends early.
 */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const { synapse, maxBytes, timeoutMs } = limits
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let received = 0
    const timer = setTimeout(() => settle(transportError('BODY_TOO_SLOW', { limitMs: timeoutMs })), timeoutMs)

    function onData(chunk: Buffer): void {
      received += chunk.length
      if (received > maxBytes) settle(transportError('BODY_TOO_LARGE', { limit: maxBytes }))
      else chunks.push(chunk)
    }
    function onEnd(): void {
      settle(null)
    }
    function onGone(): void {
      settle(transportError('BODY_MALFORMED', { synapse, detail: 'the connection ended before the body' }))
    }
    function settle(error: SubnetError | null): void {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
      if (error) reject(error)
      else resolve(Buffer.concat(chunks, received))
    }
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  })
}
