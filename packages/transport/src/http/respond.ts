import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers with JSON text; the connection stays open for the next request by default. */
export function respond(
  response: ServerResponse,
  status: number,
  body: string,
  keepAlive: boolean,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return
  response.writeHead(status, { ...headersOf(body, keepAlive), ...headers }).end(body)
}

/** Limit on reading and dropping an unwanted body, in bytes and time, before its connection is cut. */
const drainBytes = 262_144
const drainMs = 500
/** Bytes that each chunk counts for besides its own: tiny ones take as much time. */
const chunkCost = 64

/**
 * Answers a request whose body was not read to its end, and closes the connection. What the caller is still sending
 * is dropped for a moment first: closing at once would reset the connection and lose the answer on its way.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return
  response.writeHead(status, { ...headersOf(body, false), ...headers }).write(body)
  let dropped = 0
  const cut = () => {
    clearTimeout(timer)
    request.off('data', onData).off('end', cut).off('close', cut)
    response.end(() => request.socket.destroy())
  }
  const onData = (chunk: Buffer) => {
    dropped += chunk.length + chunkCost
    if (dropped > drainBytes) cut()
  }
  const timer = setTimeout(cut, drainMs)
  // A connection that breaks now has had its answer; an unhandled error event would end the process.
  request.on('error', () => {})
  request.on('data', onData).on('end', cut).on('close', cut)
}

function headersOf(body: string, keepAlive: boolean): Record<string, string | number> {
  return {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(keepAlive ? {} : { connection: 'close' }),
  }
}
