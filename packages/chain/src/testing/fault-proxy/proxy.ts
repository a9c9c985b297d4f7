import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Fault, type FaultRule, FaultRules } from './faults.js'
import { Link } from './link.js'
import type { SeenMessage } from './message.js'

/** Behavior towards a client that connects. */
export type Welcome =
  | 'accept'
  /** HTTP 429 with `Retry-After: 0`. */
  | 'tooMany'
  /** The TCP connection stands, the handshake is never answered. */
  | 'hang'
  /** The TCP connection is reset. */
  | 'reset'

/** Chooses what happens to messages and connections that no rule is for; undefined where nothing does. */
export interface FaultSource {
  faultFor(message: SeenMessage): Fault | undefined
  welcomeFor?(): Welcome | undefined
}

/** A proxy between client and node that does what networks do. */
export interface FaultProxy extends AsyncDisposable {
  /** URL for clients. */
  readonly url: string
  /** Target of new connections; change it to restart the node as another one. */
  upstream: string
  /** Behavior towards new connections. */
  welcome: Welcome
  /** Open connections of clients. */
  readonly open: number
  /** Connections that were tried since the start. */
  readonly tried: number
  /** Every request that reached the proxy, by method. */
  readonly seen: ReadonlyMap<string, number>
  /** Puts a fault on messages to come; the returned function takes it back. */
  inject(rule: FaultRule): () => void
  /** Takes all rules back. */
  calm(): void
  /** Asks `source` about every message that no rule takes, and every new connection; undefined ends that. */
  follow(source: FaultSource | undefined): void
  /** Tears every open connection. */
  drop(): void
  /** Every open connection stays open and says nothing more. */
  silence(): void
  /** Sends every client a message that the node never sent. */
  say(data: string | Buffer): void
  /** Stops listening and tears every connection, so that the next meet ECONNREFUSED. */
  down(): Promise<void>
  /** Listens again at the same address. */
  up(): Promise<void>
  close(): Promise<void>
}

/** Starts a {@link FaultProxy} on 127.0.0.1 that passes everything on by default. */
export async function createFaultProxy(options: { readonly upstream: string }): Promise<FaultProxy> {
  const links = new Set<Link>()
  /** Sockets that wait for a handshake that never comes. */
  const hanging = new Set<Duplex>()
  const rules = new FaultRules()
  const seen = new Map<string, number>()
  const state = {
    upstream: options.upstream,
    welcome: 'accept' as Welcome,
    tried: 0,
    source: undefined as FaultSource | undefined,
  }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 256 * 1024 * 1024 })
  const http = createServer((_, response) => response.writeHead(404).end())

  const join = (client: WebSocket) => {
    const link = new Link({
      client,
      upstream: state.upstream,
      faultFor: (message) => rules.take(message) ?? state.source?.faultFor(message),
      onMessage: ({ kind, method }) => {
        if (kind === 'request') seen.set(method, (seen.get(method) ?? 0) + 1)
      },
    })
    links.add(link)
    client.on('close', () => links.delete(link))
  }
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    state.tried += 1
    // A client that gives up in the middle is no fault of the proxy.
    socket.on('error', () => socket.destroy())
    const welcome = state.source?.welcomeFor?.() ?? state.welcome
    if (welcome === 'accept') {
      sockets.handleUpgrade(request, socket, head, join)
      return
    }
    // Only a socket that is read notices that the other end is gone.
    socket.resume().on('end', () => socket.destroy())
    if (welcome === 'tooMany') {
      socket.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n')
    } else if (welcome === 'hang') {
      hanging.add(socket)
      socket.on('close', () => hanging.delete(socket))
    } else socket.destroy()
  })

  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen(port, '127.0.0.1', () => {
        http.off('error', reject)
        resolve()
      })
    })
  const drop = () => {
    for (const link of links) link.drop()
    for (const socket of hanging) socket.destroy()
  }
  const down = async () => {
    drop()
    if (!http.listening) return
    http.closeAllConnections()
    await new Promise<void>((resolve) => http.close(() => resolve()))
  }

  await listen(0)
  const { port } = http.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}`,
    get upstream() {
      return state.upstream
    },
    set upstream(url) {
      state.upstream = url
    },
    get welcome() {
      return state.welcome
    },
    set welcome(welcome) {
      state.welcome = welcome
    },
    get open() {
      return links.size
    },
    get tried() {
      return state.tried
    },
    seen,
    inject: (rule) => rules.add(rule),
    calm: () => rules.clear(),
    follow(source) {
      state.source = source
    },
    drop,
    silence() {
      for (const link of links) link.silence()
    },
    say(data) {
      for (const link of links) link.inject(data)
    },
    down,
    up: () => listen(port),
    close: down,
    [Symbol.asyncDispose]: down,
  }
}
