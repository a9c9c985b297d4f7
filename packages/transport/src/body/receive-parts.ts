import type { IncomingMessage } from 'node:http'
import { transportError } from '../errors/transport-error.js'
import { chunksRefused } from './chunk-list.js'
import { isPartsType, partsType } from './frame.js'
import { PartsError } from './parts-head.js'
import { createPartsReader, type ReceivedParts } from './read-parts.js'
import type { SpoolAccount } from './spool.js'

interface ReceiveOptions {
  readonly synapse: string
  readonly maxBytes: number
  readonly timeoutMs: number
  /** Called for a body that is refused for its tiny chunks. */
  readonly onTinyChunks?: () => void
  readonly account: SpoolAccount
}

/** Refuses a request in another form before its body is read. Throws BODY_MALFORMED. */
export function checkPartsType(request: IncomingMessage, synapse: string): void {
  if (isPartsType(request.headers['content-type'])) return
  const detail = `it has binary values and is sent as ${partsType}, which stock tRPC clients do not speak`
  throw transportError('BODY_MALFORMED', { synapse, detail })
}

/**
 * Takes in a request with binary values, as fast as its files are written. Rejects with BODY_TOO_LARGE, BODY_TOO_SLOW,
 * BODY_MALFORMED, SPOOL_FULL or SPOOL_FAILED.
 */
export function receiveParts(request: IncomingMessage, options: ReceiveOptions): Promise<ReceivedParts> {
  const { synapse, maxBytes, timeoutMs, account } = options
  const reader = createPartsReader({ account, maxBytes })
  return new Promise((resolve, reject) => {
    let received = 0
    let count = 0
    let isSettled = false
    let writing: Promise<void> | undefined
    const tooSlow = () => fail(transportError('BODY_TOO_SLOW', { limitMs: timeoutMs }))
    const timer = setTimeout(tooSlow, timeoutMs)

    function onData(chunk: Buffer): void {
      received += chunk.length
      if (received > maxBytes) {
        fail(transportError('BODY_TOO_LARGE', { limit: maxBytes }))
        return
      }
      const detail = chunksRefused(++count, received)
      if (detail !== null) {
        fail(transportError('BODY_MALFORMED', { synapse, detail }))
        options.onTinyChunks?.()
        return
      }
      writing = reader.push(chunk)
      if (!writing) return
      request.pause()
      writing.then(() => {
        writing = undefined
        if (!isSettled) request.resume()
      }, fail)
    }
    async function onEnd(): Promise<void> {
      // The whole body is here; the request closes while its last bytes are written.
      request.off('error', onGone).off('close', onGone)
      try {
        await writing
        const parts = await reader.end()
        if (isSettled) parts.release()
        else settle(() => resolve(parts))
      } catch (error) {
        fail(error)
      }
    }
    function onGone(): void {
      fail(transportError('BODY_MALFORMED', { synapse, detail: 'the connection ended before the body' }))
    }
    function fail(error: unknown): void {
      if (isSettled) return
      reader.release()
      settle(() => reject(error instanceof PartsError ? malformedParts(synapse, error) : error))
      // The code that refuses the request drops what is still coming.
      request.resume()
    }
    function settle(action: () => void): void {
      isSettled = true
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
      action()
    }
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
  })
}

export function malformedParts(synapse: string, { message: detail }: PartsError) {
  return transportError('BODY_MALFORMED', { synapse, detail })
}
