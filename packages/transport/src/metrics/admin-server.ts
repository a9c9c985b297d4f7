import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { listenError } from '../http/listen-error.js'

/** Reasons in one word why a miner is not ready, such as `metagraph` or `closing`; none when it is. */
export type Readiness = () => readonly string[]

/** Status and body of `/readyz`. */
export function readinessAnswer(readiness: Readiness): { readonly status: number; readonly body: string } {
  const reasons = readiness()
  return {
    status: reasons.length === 0 ? 200 : 503,
    body: JSON.stringify({ ready: reasons.length === 0, reasons }),
  }
}

/** Answer to a request of the operator's tools. */
export interface AdminAnswer {
  readonly status: number
  readonly body: string
  /** @default 'application/json' */
  readonly type?: string
}

/** Listener for the operator's own tools. */
export interface AdminServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
}

export interface AdminServerOptions {
  readonly host: string
  readonly port: number
  /** Answers to GET, by path, such as `/healthz`; each gets what follows the question mark. */
  readonly answers: Readonly<Record<string, (query: URLSearchParams) => AdminAnswer | Promise<AdminAnswer>>>
}

const maxConnections = 64

/** Serves what an operator asks of a process. Throws CONFIG_INVALID for an address that cannot be bound. */
export async function listenAdmin({ host, port, answers }: AdminServerOptions): Promise<AdminServer> {
  const paths = Object.keys(answers).join(', ')

  async function answer(request: IncomingMessage): Promise<AdminAnswer> {
    if (isLoopback && !isLoopbackName(request.headers.host))
      return { status: 403, body: '{"error":"wrong Host"}' }
    if (request.method !== 'GET') return { status: 405, body: '{"error":"only GET"}' }
    const [path = '', query] = request.url?.split('?', 2) ?? []
    const respond = Object.hasOwn(answers, path) ? answers[path] : undefined
    return (
      (await respond?.(new URLSearchParams(query))) ?? {
        status: 404,
        body: JSON.stringify({ error: `none of ${paths}` }),
      }
    )
  }
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, type = 'application/json' } = await answer(request)
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body)
  }

  const options = {
    headersTimeout: 5_000,
    requestTimeout: 5_000,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 8_192,
  }
  const server = createServer(options, (request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  server.maxConnections = maxConnections
  server.listen(port, host)
  await once(server, 'listening').catch(async (error: Error) => {
    throw await listenError(host, port, error)
  })
  server.on('error', () => {})
  const bound = server.address() as AddressInfo
  const isLoopback = bound.address === '::1' || bound.address.startsWith('127.')

  return {
    host: bound.address,
    port: bound.port,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A web page that makes its own name resolve to this machine must not read what is meant for its user. */
function isLoopbackName(host: string | undefined): boolean {
  const name = host?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1') ?? ''
  return name === 'localhost' || isIP(name) !== 0
}
