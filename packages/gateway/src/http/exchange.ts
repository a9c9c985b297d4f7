import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createStop, type Stop } from '@subnetkit/base'
import { type ApiError, errorBody } from '../wire/api-error.js'

/** One request and its response. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Name of the request in logs and headers. */
  readonly id: string
  /** Path without doubled slashes and without the last one, below `/v1`. */
  readonly path: string
  /** Aborts when the client leaves before its response has ended. */
  readonly left: Stop
  /** Ends the work for the request: when its client leaves, and never if that can ask for the answer again. */
  readonly stop: Stop
  /** True for a request with an idempotency key: its answer is kept for a client that has left. @default false */
  readonly isNamed?: boolean | undefined
}

/** Paths that may stand without `/v1`: people type base URLs. */
const unversioned =
  /^\/(chat\/completions|completions|embeddings|images\/.*|responses|json|objects(\/.*)?|receipts\/.*|models(\/.*)?|key)$/

/** Name of a request. */
export const randomRequestId = (): string => `req_${randomUUID().replaceAll('-', '')}`

export function openExchange(request: IncomingMessage, response: ServerResponse): Exchange {
  const id = randomRequestId()
  response.setHeader('x-request-id', id)
  const left = createStop()
  response.on('close', () => {
    if (!response.writableFinished) left.abort(new ClientGone())
  })
  return { request, response, id, path: pathOf(request.url ?? '/'), left, stop: left }
}

/** Reason of an exchange whose client has left. */
export class ClientGone extends Error {
  constructor() {
    super('the client has left')
  }
}

export function pathOf(url: string): string {
  // Proxies may send the whole address.
  const plain = url
    .replace(/^https?:\/\/[^/]*/i, '')
    .split(/[?#]/, 1)[0]!
    .replace(/\/{2,}/g, '/')
  const path = plain.length > 1 ? plain.replace(/\/$/, '') : plain
  return unversioned.test(path) ? `/v1${path}` : path
}

export function sendJson(
  { response }: Pick<Exchange, 'response'>,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  })
  // As a text it leaves with the headers in one write.
  response.end(text)
}

/** Sends an error with its status, if nothing was sent before. */
export function sendError(exchange: Pick<Exchange, 'response'>, error: ApiError): void {
  if (!exchange.response.headersSent) sendJson(exchange, error.status, errorBody(error), error.headers)
}
