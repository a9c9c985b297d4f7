import { type Clock, reasonOf } from '@subnetkit/base'
import { type RawData, WebSocket } from 'ws'
import { type ForkTransport, refusalOf, Transient } from './transport.js'

export interface ConnectionOptions {
  readonly clock: Clock
  /** Time for a connection and for each answer, in ms. */
  readonly requestMs: number
  /** Longest message that is read. */
  readonly maxBytes: number
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: Error): void
}

/** Connects to a node on first use, and again after the connection was lost. */
export function createConnection(endpoint: string, options: ConnectionOptions): ForkTransport {
  const { clock, requestMs, maxBytes } = options
  const waiting = new Map<number, Waiting>()
  let nextId = 1
  let opening: Promise<WebSocket> | undefined

  const drop = (detail: string) => {
    opening = undefined
    for (const { reject } of waiting.values()) reject(new Transient(detail))
    waiting.clear()
  }

  const open = () =>
    new Promise<WebSocket>((resolve, reject) => {
      const socket = new WebSocket(endpoint, { maxPayload: maxBytes, handshakeTimeout: requestMs })
      let isLost = false
      const lose = (detail: string) => {
        // An error and the close after it are one loss; the next connection may be open by then.
        if (isLost) return
        isLost = true
        reject(new Transient(detail))
        drop(detail)
        socket.terminate()
      }
      socket.on('open', () => resolve(socket))
      socket.on('message', (data) => receive(data, waiting, lose))
      // Covers the handshake too: a node that limits requests answers it with 429.
      socket.on('error', (error) => lose(reasonOf(error)))
      socket.on('close', (code) => lose(`the connection was closed (${code})`))
    })

  return {
    async request(method, params) {
      opening ??= open()
      const socket = await opening
      const id = nextId++
      return new Promise<unknown>((resolve, reject) => {
        const timer = clock.timeout(() => {
          waiting.delete(id)
          reject(new Transient(`no answer to ${method} within ${requestMs / 1000} s`))
          // One message that does not end holds up all behind it.
          socket.terminate()
        }, requestMs)
        const settled = <T>(settle: (value: T) => void) => {
          return (value: T) => {
            timer.cancel()
            settle(value)
          }
        }
        waiting.set(id, { resolve: settled(resolve), reject: settled(reject) })
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
      })
    },
    close() {
      const closing = opening
      drop('the connection is closed')
      closing?.then((socket) => socket.terminate()).catch(() => {})
    },
  }
}

/** Gives an answer to its request. What is not JSON-RPC ends the connection: nothing after it can be trusted. */
function receive(data: RawData, waiting: Map<number, Waiting>, lose: (detail: string) => void): void {
  const answer = parse(data)
  if (answer === undefined) {
    lose('the node sent something that is not JSON-RPC')
    return
  }
  const entry = typeof answer.id === 'number' ? waiting.get(answer.id) : undefined
  if (!entry) return
  waiting.delete(answer.id as number)
  if (answer.error !== undefined && answer.error !== null) entry.reject(refusalOf(answer.error))
  // Without a result it is as good as null, which each reader checks for.
  else entry.resolve(answer.result ?? null)
}

interface Answer {
  readonly id?: unknown
  readonly result?: unknown
  readonly error?: unknown
}

function parse(data: RawData): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(String(data))
    return typeof answer === 'object' && answer !== null ? answer : undefined
  } catch {
    return undefined
  }
}
