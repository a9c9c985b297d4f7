import type { ServerResponse } from 'node:http'
import { partsType } from './frame.js'
import type { OutgoingParts } from './write-parts.js'

interface SendOptions {
  readonly headers: Readonly<Record<string, string>>
  /** Time for the whole answer, in ms: no caller waits longer. */
  readonly limitMs: number
}

/**
 * Sends an answer with binary values no faster than it is read. An answer that cannot be sent to its end is cut, so
 * that its reader sees that it is not whole; rejects with the reason if it is on this side.
 */
export async function sendParts(
  response: ServerResponse,
  answer: OutgoingParts,
  { headers, limitMs }: SendOptions,
): Promise<void> {
  if (response.destroyed) return
  const timer = setTimeout(() => response.destroy(), limitMs)
  try {
    response.writeHead(200, { 'content-type': partsType, 'content-length': answer.length, ...headers })
    for await (const chunk of answer.chunks()) {
      if (!response.write(chunk)) await drained(response)
      if (response.destroyed) return
    }
    await new Promise<void>((resolve) => response.on('close', resolve).end(resolve))
  } catch (error) {
    response.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Waits until more can be written, or until the connection is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
    if (response.destroyed) done()
  })
}
