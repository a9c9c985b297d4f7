import type { ServerResponse } from 'node:http'
import type { StoredResponse } from './answer-store.js'

/** Largest body that is kept, in bytes. */
const mostBytes = 1_048_576

/** Headers that belong to the answer, and not to the request that got it first. */
const isKept = (name: string): boolean =>
  name === 'content-type' ||
  name === 'cache-control' ||
  name === 'x-accel-buffering' ||
  name.startsWith('x-subnet-')

/** Records what is written to a response, also after its client has left. Returns it once it has ended well; null for an error, or for more than is kept. */
export function recordResponse(response: ServerResponse): () => StoredResponse | null {
  const pieces: Buffer[] = []
  let size = 0
  const note = (piece: unknown) => {
    if (typeof piece !== 'string' && !(piece instanceof Uint8Array)) return
    const bytes = Buffer.from(piece as Uint8Array)
    size += bytes.length
    if (size <= mostBytes) pieces.push(bytes)
    else pieces.length = 0
  }
  const { write, end } = response
  let hasEnded = false
  response.write = function (this: ServerResponse, ...parts: unknown[]) {
    note(parts[0])
    if (response.destroyed) return true
    return (write as (...parts: unknown[]) => boolean).apply(this, parts)
  } as typeof write
  response.end = function (this: ServerResponse, ...parts: unknown[]) {
    note(parts[0])
    hasEnded = true
    if (response.destroyed) return response
    return (end as (...parts: unknown[]) => ServerResponse).apply(this, parts)
  } as typeof end
  return () => {
    if (!hasEnded || response.statusCode !== 200 || size > mostBytes) return null
    const body = Buffer.concat(pieces)
    const headers = Object.fromEntries(
      Object.entries(response.getHeaders()).flatMap(([name, value]) =>
        isKept(name) ? [[name, String(value)]] : [],
      ),
    )
    const isStream = headers['content-type']?.startsWith('text/event-stream') === true
    return isStream && endsInError(body.toString()) ? null : { headers, body: body.toString('base64') }
  }
}

/** Returns true for a stream whose last frame is an error. */
function endsInError(stream: string): boolean {
  const last =
    stream
      .trimEnd()
      .split('\n')
      .findLast((line) => line.startsWith('data:')) ?? ''
  try {
    return 'error' in Object(JSON.parse(last.slice('data:'.length)))
  } catch {
    return false // [DONE]
  }
}
