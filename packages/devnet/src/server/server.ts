import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { loadForClients } from '../rpc/loaded.js'
import { answerText } from '../rpc/session/message.js'
import { Session, type SessionHost } from '../rpc/session/session.js'
import { refusalOf } from './doorkeeper.js'
import { createLine } from './line.js'
import { answerPost, MAX_MESSAGE_BYTES } from './post.js'
import { isAlive, sendTo, sweep } from './readers.js'

/** Limits of one listening address. */
export interface DoorLimits {
  readonly connections: number
  /** Time for the headers of a request, and for all of it, in ms. */
  readonly headersMs: number
  readonly requestMs: number
  /** Interval at which overdue connections are looked for, in ms. */
  readonly checkMs: number
  /** Interval at which clients are pinged, in ms. */
  readonly pingMs: number
}

const defaultLimits: DoorLimits = {
  connections: 256,
  headersMs: 10_000,
  requestMs: 30_000,
  checkMs: 5_000,
  pingMs: 30_000,
}
/** A free port of 127.0.0.1 may be taken on ::1. */
const FREE_PORT_ATTEMPTS = 8
/** Codes with which a machine without IPv6 refuses. */
const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'EPROTONOSUPPORT']

/** A listening devnet. */
export interface DevnetServer {
  /** `ws://127.0.0.1:port`. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Listens on 127.0.0.1, and on ::1 where the machine has it: websockets for everything, HTTP POST for all but subscriptions. Web
 * pages are refused, but for those of `allowedOrigins`.
 */
export async function listen(
  host: SessionHost,
  port: number,
  allowedOrigins: readonly string[],
  limits: DoorLimits = defaultLimits,
): Promise<DevnetServer> {
  await loadForClients()
  for (let attempts = port === 0 ? FREE_PORT_ATTEMPTS : 1; ; attempts--) {
    const first = createDoor(host, allowedOrigins, limits)
    const bound = await first.open('127.0.0.1', port)
    const second = createDoor(host, allowedOrigins, limits)
    try {
      const doors = (await opensIfThere(second, bound)) ? [first, second] : [first]
      const close = async () => void (await Promise.all(doors.map((door) => door.close())))
      return { url: `ws://127.0.0.1:${bound}`, close }
    } catch (error) {
      await first.close()
      if (attempts <= 1) throw error
    }
  }
}

/** One listening address. */
interface Door {
  /** Listens, and returns the port. */
  open(address: string, port: number): Promise<number>
  close(): Promise<void>
}

/** Opens a door on ::1 as well; false on a machine without IPv6. */
async function opensIfThere(door: Door, port: number): Promise<boolean> {
  try {
    await door.open('::1', port)
    return true
  } catch (error) {
    if (NO_IPV6.includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}

function createDoor(host: SessionHost, allowedOrigins: readonly string[], limits: DoorLimits): Door {
  const http = createServer({ connectionsCheckingInterval: limits.checkMs }, (request, response) => {
    const refusal = refusalOf(request.headers, allowedOrigins)
    if (refusal === null) answerPost(host, request, response)
    else response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(refusal)
  })
  http.headersTimeout = limits.headersMs
  http.requestTimeout = limits.requestMs
  http.maxConnections = limits.connections
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: MAX_MESSAGE_BYTES,
    verifyClient({ req }, decide) {
      const refusal = refusalOf(req.headers, allowedOrigins)
      decide(refusal === null, 403, refusal ?? undefined)
    },
  })
  sockets.on('connection', (socket) => {
    serveSocket(host, socket, (text) => sendTo(socket, text, sockets.clients))
  })
  const pings = setInterval(() => sweep(sockets.clients), limits.pingMs).unref()
  return {
    open: (address, port) =>
      new Promise((resolve, reject) => {
        // The websocket server passes the errors of its http server on: a port in use comes here.
        sockets.once('error', reject)
        http.listen(port, address, () => {
          sockets.off('error', reject)
          resolve((http.address() as AddressInfo).port)
        })
      }),
    close: () => {
      clearInterval(pings)
      return closeAll(http, sockets)
    },
  }
}

function serveSocket(host: SessionHost, socket: WebSocket, send: (text: string) => void): void {
  const session = new Session(host, (notification) => send(JSON.stringify(notification)))
  const line = createLine(socket, (text) => answerText(session, text, send))
  socket.on('message', (data) => line.add(String(data)))
  socket.on('pong', () => isAlive(socket))
  socket.on('close', () => {
    line.end()
    session.close()
  })
  // Errors that break a connection (a frame that is too large or malformed) also close it.
  socket.on('error', () => socket.terminate())
}

async function closeAll(http: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate()
  sockets.close()
  http.closeAllConnections()
  await new Promise<void>((resolve) => http.close(() => resolve()))
}
