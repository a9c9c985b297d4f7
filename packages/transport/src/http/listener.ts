import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { SubnetError } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import type { ServerLimits } from './limits.js'
import { listenError } from './listen-error.js'
import type { LiveSignals } from './live-signals.js'
import { oneAtATime } from './one-at-a-time.js'
import { createOpenSockets } from './open-sockets.js'
import type { Places } from './places.js'
import { watchRawSockets } from './raw-socket.js'
import { loadCertificate, type TlsSettings } from './tls.js'
import { watchCertificate } from './watch-certificate.js'

/** A listening server. Disposing it is `close`. */
export interface ListeningServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
  readonly url: string
  /**
   * Stops listening and closes at once every connection that answers no proven caller; lets the others finish up to the
   * deadline, then refuses them with MINER_CLOSING.
   */
  close(): Promise<void>
  /** Number of requests that were refused so. */
  readonly cut: { readonly requests: number }
}

interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly limits: ServerLimits
  readonly tls?: TlsSettings | undefined
  /** Listens to each certificate that was read again; the error if it cannot be used, and the last one stays. */
  readonly onCertificate?: ((error: SubnetError | null) => void) | undefined
  readonly places: Places
  /** Longest time for sending an answer, in ms. */
  readonly longestDeadlineMs: number
  /** Aborted when requests in flight have used up their time after `close`. */
  readonly live: LiveSignals
  /** Answers one request; a rejection closes its connection. `goOn` requests the body if the caller waits for that. */
  readonly handle: (request: IncomingMessage, response: ServerResponse, goOn: () => void) => Promise<void>
  /** Called at the first `close`. */
  readonly onClosing: () => void
}

/** Listens with every limit that node:http has. Throws CONFIG_INVALID for an address that cannot be bound. */
export async function listenHttp(options: ListenerOptions): Promise<ListeningServer> {
  const { host, port, limits, live, tls, places } = options
  const sockets = createOpenSockets()
  const handling = new Set<Promise<void>>()
  const cut = { requests: 0 }
  const serve = oneAtATime((request, response, goOn) => {
    sockets.begin(request.socket, response)
    const handled = options
      .handle(request, response, goOn)
      // The last net: a bug in a handler of requests costs its own connection and nothing else.
      .catch(() => void response.destroy())
      .finally(() => handling.delete(handled))
    handling.add(handled)
  })
  const httpOptions = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.headersTimeoutMs + limits.bodyTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: 1_000,
  }
  const secure =
    tls && createTlsServer({ ...httpOptions, ...(await loadCertificate(tls)), ...handshakeOptions(limits) })
  const server = secure ?? createServer(httpOptions)
  if (secure) watchRawSockets(secure)
  server.on('request', (request, response) => serve(request, response, () => {}))
  // A caller that sends `Expect` waits with its body until the headers have passed.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    serve(request, response, () => response.writeContinue()),
  )
  server.on('connection', (socket: Socket) => {
    sockets.enter(socket)
    places.enter(socket)
  })
  // The gates count headers and refuse too many with an error body; Node 20 would drop what is beyond its own limit
  // without a word, Node 24 would answer with an empty 431. headerBytes bounds what has to be counted.
  server.maxHeadersCount = 0
  // A socket on which nothing moves, a caller that never reads its answer included.
  server.timeout = options.longestDeadlineMs + limits.keepAliveMs

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch(async (error: Error) => {
    throw await listenError(host, port, error)
  })
  // A connection that cannot be accepted, for want of file descriptors, is lost; the process is not.
  server.on('error', () => {})
  const address = server.address() as AddressInfo
  const stopWatching = secure && tls ? watchCertificate(secure, tls, options.onCertificate) : () => {}

  async function close(): Promise<void> {
    options.onClosing()
    stopWatching()
    const ended = new Promise<void>((resolve) => server.close(() => resolve()))
    sockets.drain(places.isKept)
    const reason = transportError('MINER_CLOSING', { deadlineMs: limits.closeDeadlineMs })
    let timer = setTimeout(() => {
      cut.requests = live.abortAll(reason)
      timer = setTimeout(() => server.closeAllConnections(), flushMs)
    }, limits.closeDeadlineMs)
    await ended
    clearTimeout(timer)
    // Handlers whose callers have left: they report nothing later.
    live.abortAll(reason)
    await settled(handling)
  }
  let closed: Promise<void> | undefined
  function closeOnce(): Promise<void> {
    closed ??= close()
    return closed
  }

  return {
    host: address.address,
    port: address.port,
    url: `${tls ? 'https' : 'http'}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    cut,
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}

/** Time for the last answers to leave, in ms. */
const flushMs = 500

/** Waits for what ends at once when it is aborted; the rest is not waited for. */
async function settled(handling: ReadonlySet<Promise<void>>): Promise<void> {
  if (handling.size === 0) return
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, flushMs)
  })
  await Promise.race([Promise.all(handling), late])
  clearTimeout(timer)
}

const handshakeOptions = (limits: ServerLimits) => ({
  handshakeTimeout: limits.headersTimeoutMs,
  ALPNProtocols: ['http/1.1'],
})
