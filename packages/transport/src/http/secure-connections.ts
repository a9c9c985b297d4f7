import type { TLSSocket } from 'node:tls'
import { type Ending, onAbort, untilAborted } from '@subnetkit/base'
import { Client, type Dispatcher } from 'undici'
import { channelOf } from '../session/channel.js'

/** Place to send one request on. */
export interface Connection {
  readonly dispatcher: Dispatcher
  /** Channel binding of session/1; `-` without TLS, where any connection of the pool will do. */
  readonly channel: string
  /** Must be called once the answer has been read, or the request failed. */
  release(): void
}

/** Connections over TLS to one origin, each known before a request is sent, so that the request can name its channel. */
export interface SecureConnections {
  /** Takes an idle connection, or opens one, or waits for one; rejects when `signal` aborts. */
  take(signal: Ending): Promise<Connection>
  /** Closes each connection once its request has ended. */
  close(): void
  destroy(): void
}

interface SecureConnectionsOptions {
  readonly origin: string
  /** Maximum number of connections. */
  readonly limit: number
  readonly connect: () => Promise<TLSSocket>
  readonly clientOptions: Client.Options
}

interface Entry {
  readonly client: Client
  readonly channel: string
}

export function createSecureConnections(options: SecureConnectionsOptions): SecureConnections {
  const { origin, limit, connect, clientOptions } = options
  const idle: Entry[] = []
  const open = new Set<Entry>()
  /** Requests that wait for a connection. */
  const waiting: (() => void)[] = []
  let opening = 0
  let closed = false

  async function openOne(): Promise<Entry> {
    opening++
    try {
      const socket = await connect()
      if (closed) {
        socket.destroy()
        throw new Error('the client was closed')
      }
      const channel = channelOf(socket)
      let isFresh = true
      const client = new Client(origin, {
        ...clientOptions,
        connect(_, callback) {
          // One client for each connection: what another one would carry is bound to this channel.
          const again = isFresh ? null : new Error('the connection is closed')
          isFresh = false
          // Never at once: undici does not see a connection that is made while it asks for one.
          queueMicrotask(() => (again ? callback(again, null) : callback(null, socket)))
        },
      })
      const entry = { client, channel }
      open.add(entry)
      socket.once('close', () => remove(entry))
      return entry
    } finally {
      opening--
    }
  }

  function remove(entry: Entry): void {
    open.delete(entry)
    const index = idle.indexOf(entry)
    if (index >= 0) idle.splice(index, 1)
    destroy(entry)
    waiting.shift()?.()
  }

  function destroy({ client }: Entry): void {
    client.destroy().catch(() => {})
  }

  function connectionOf(entry: Entry): Connection {
    let isOver = false
    return {
      dispatcher: entry.client,
      channel: entry.channel,
      release() {
        if (isOver) return
        isOver = true
        if (closed) return destroy(entry)
        if (open.has(entry)) idle.push(entry)
        waiting.shift()?.()
      },
    }
  }

  /** Resolves at the next chance to have a connection. */
  function nextChance(signal: Ending): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        letGo()
        resolve()
      }
      waiting.push(wake)
      const letGo = onAbort(signal, (reason) => {
        const index = waiting.indexOf(wake)
        if (index >= 0) waiting.splice(index, 1)
        reject(reason)
      })
    })
  }

  return {
    async take(signal) {
      for (;;) {
        signal.throwIfAborted()
        const entry = idle.pop()
        if (entry) return connectionOf(entry)
        if (open.size + opening < limit) {
          const opened = openOne()
          try {
            return connectionOf(await untilAborted(opened, signal))
          } catch (error) {
            // One that opens too late is for the next request; one that failed leaves its place.
            opened.then(
              (late) => connectionOf(late).release(),
              () => waiting.shift()?.(),
            )
            throw error
          }
        }
        await nextChance(signal)
      }
    },
    close() {
      closed = true
      for (const entry of idle.splice(0)) destroy(entry)
    },
    destroy() {
      closed = true
      for (const entry of open) destroy(entry)
    },
  }
}
