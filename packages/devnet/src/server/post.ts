import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerText } from '../rpc/session/message.js'
import { Session, type SessionHost } from '../rpc/session/session.js'

/** Largest request, as in a node. */
export const MAX_MESSAGE_BYTES = 15 * 1024 * 1024

/**
 * Answers one POST. Its type has to be JSON: a page may send any other to any server without asking it first. Pages of admitted
 * origins ask, and are answered.
 */
export function answerPost(host: SessionHost, request: IncomingMessage, response: ServerResponse): void {
  // The doorkeeper has let in programs, which name no origin, and admitted pages.
  const { origin } = request.headers
  if (origin !== undefined) {
    response.setHeader('access-control-allow-origin', origin).setHeader('vary', 'origin')
  }
  if (request.method === 'OPTIONS' && origin !== undefined) {
    const allowed = { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type' }
    response.writeHead(204, allowed).end()
  } else if (request.method !== 'POST') {
    response.writeHead(405, { allow: 'POST' }).end()
  } else if (!isJson(request.headers['content-type'])) {
    response
      .writeHead(415, { 'content-type': 'text/plain', connection: 'close' })
      .end('send the header content-type: application/json\n')
  } else readBody(request, response, (body) => void answerBody(host, response, body))
}

/** Parameters of the type, such as its charset, do not matter. */
const isJson = (type: string | undefined): boolean =>
  type?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'

async function answerBody(host: SessionHost, response: ServerResponse, body: string): Promise<void> {
  const session = new Session(host)
  response.on('close', () => session.close())
  let answer: string | undefined
  await answerText(session, body, (text) => {
    answer = text
  })
  response.writeHead(answer === undefined ? 204 : 200, { 'content-type': 'application/json' }).end(answer)
}

function readBody(request: IncomingMessage, response: ServerResponse, done: (body: string) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= MAX_MESSAGE_BYTES) chunks.push(chunk)
    else response.writeHead(413, { connection: 'close' }).end(() => request.destroy())
  })
  request.on('end', () => {
    if (size <= MAX_MESSAGE_BYTES) done(Buffer.concat(chunks).toString())
  })
  // A client that goes away in the middle needs no answer.
  request.on('error', () => response.destroy())
}
