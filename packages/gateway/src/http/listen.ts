import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listenError } from '@subnetkit/transport'
import { answerOnce } from '../idempotency/answer-once.js'
import { countRefusal, leave } from '../keys/access.js'
import type { GatewayMeter } from '../metrics/meter.js'
import { endpointOf, meterRequest } from '../metrics/request-meter.js'
import type { RequestScope, ScopedRequest } from '../metrics/request-scope.js'
import type { GatewayParts } from '../parts.js'
import { isSynapsePath, placeIn } from '../subnets/synapse-path.js'
import { trpcError } from '../subnets/trpc-error.js'
import { ApiError, toApiError } from '../wire/api-error.js'
import { allowOrigins } from './cors.js'
import { ClientGone, type Exchange, openExchange, sendError, sendJson } from './exchange.js'
import { limitBody, longestRequestMs } from './limit-body.js'
import { secretTextsOf } from './read-body.js'
import { refuseBroken } from './refuse-broken.js'
import { routeOf } from './routes.js'
import { withoutQuotes } from './without-quotes.js'

/** A gateway that listens. */
export interface GatewayServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** `http://host:port`. */
  readonly url: string
}

interface ListenParameters {
  readonly host: string
  readonly port: number
  /** Time for running requests when it closes, in ms. */
  readonly stopMs: number
  /** Requests that are served at a time, at most, but for questions about its health. */
  readonly maxInFlight: number
}

/** Parts of a gateway before there is a request, whose meter is still that of all requests. */
export type SharedParts = Omit<GatewayParts, 'meter'> & {
  readonly meter: GatewayMeter | undefined
  readonly within?: RequestScope | undefined
}

/** A {@link GatewayServer} that counts its streams. */
export interface CountingServer extends GatewayServer {
  /** Streams that have begun and not ended. */
  openStreams(): number
}

/** Serves until it is disposed: then it takes no more connections, and lets requests end. */
export async function listen(
  parts: SharedParts,
  { host, port, stopMs, maxInFlight }: ListenParameters,
): Promise<CountingServer> {
  const running = new Set<ServerResponse>()
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (running.size >= maxInFlight && !healthPath.test(request.url ?? ''))
      return refuseBusy(request, response, parts)
    running.add(response)
    const closed = new Promise<void>((resolve) => void response.once('close', resolve))
    serve(request, response, parts)
      .catch((error: unknown) => {
        parts.onError(error, 'unknown')
        response.destroy()
      })
      // A request that its client names goes on without that client, and takes its room until it ends.
      .then(() => closed)
      .finally(() => running.delete(response))
  }
  const limits = { headersTimeout: 60_000, requestTimeout: longestRequestMs }
  // A missing host is refused in JSON, like everything else.
  const server = createServer({ noDelay: true, requireHostHeader: false, ...limits }, answer)
  // Node would refuse an odd `expect` with an empty body; it asks for nothing that matters here.
  server.on('checkExpectation', answer)
  server.on('clientError', refuseBroken)
  // Longer than clients keep a connection that they do not use: a request must not meet one that closes.
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  }).catch(async (error: Error) => {
    throw await listenError(host, port, error)
  })
  const bound = server.address() as AddressInfo
  const shown = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return {
    ...{ host: bound.address, port: bound.port, url: `http://${shown}:${bound.port}` },
    openStreams: () => [...running].filter(isStream).length,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      using _timer = parts.clock.timeout(() => server.closeAllConnections(), stopMs)
      await closed
    },
  }
}

const healthPath = /^\/(healthz|readyz)$/

/** Refuses a request of which nothing was read; what it still sends is thrown away. */
function refuseBusy(request: IncomingMessage, response: ServerResponse, { origins }: SharedParts): void {
  const exchange = openExchange(request, response)
  if (allowOrigins(exchange, origins)) return
  const message = 'The gateway has as many requests as it can serve at a time. Try again in a moment.'
  sendFailure(exchange, new ApiError('gateway_busy', message, { headers: { 'retry-after': '1' } }))
}

async function serve(request: IncomingMessage, response: ServerResponse, shared: SharedParts): Promise<void> {
  const exchange = openExchange(request, response)
  const parts: GatewayParts = Object.assign({}, shared, {
    meter: meterRequest(exchange, shared),
    onError: (error: unknown, id: string) => shared.onError(withoutQuotes(error, secretTextsOf(request)), id),
  })
  using _limit = limitBody(exchange, parts.clock)
  try {
    if (request.httpVersion === '1.1' && request.headers.host === undefined)
      throw new ApiError('invalid_value', 'A request of HTTP/1.1 needs the header host.', { param: 'host' })
    if (allowOrigins(exchange, parts.origins)) return
    const work = () => answerOnce(exchange, parts, routeOf(exchange))
    await (shared.within === undefined ? work() : shared.within(scopeOf(exchange), work))
  } catch (error) {
    if (exchange.stop.aborted || error instanceof ClientGone) return
    if (!(error instanceof ApiError)) {
      if (isCutOff(request)) return
      parts.onError(error, exchange.id)
    }
    sendFailure(exchange, await countRefusal(request, parts.rates, toApiError(error)))
    if (!response.writableEnded) response.destroy()
  } finally {
    leave(request)
  }
}

function scopeOf({ id, path, request }: Exchange): ScopedRequest {
  const { traceparent } = request.headers
  return { id, endpoint: endpointOf(path), trace: typeof traceparent === 'string' ? traceparent : undefined }
}

/** Whatever goes wrong on the way to a synapse, its client reads the shape of tRPC. */
function sendFailure(exchange: Exchange, error: ApiError): void {
  if (!isSynapsePath(exchange.path)) sendError(exchange, error)
  else if (!exchange.response.headersSent)
    sendJson(exchange, error.status, trpcError(error, placeIn(exchange.path)[1] ?? ''), error.headers)
}

/** Returns true for a request whose body will never arrive. */
const isCutOff = (request: IncomingMessage): boolean => request.destroyed && !request.complete

const isStream = (response: ServerResponse): boolean =>
  response.headersSent && String(response.getHeader('content-type')).startsWith('text/event-stream')
