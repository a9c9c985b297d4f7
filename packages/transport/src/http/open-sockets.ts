import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { rawOf } from './raw-socket.js'

/** Connections of one server, with the number of requests that are being answered on each. */
export interface OpenSockets {
  readonly size: number
  enter(socket: Socket): void
  /** Notes a request on a connection, until its response is closed. */
  begin(socket: Socket, response: ServerResponse): void
  /**
   * Closes all connections at once but those that answer a request and `mayFinish`; these close with their answer.
   */
  drain(mayFinish: (socket: Socket) => boolean): void
}

export function createOpenSockets(): OpenSockets {
  const requests = new Map<Socket, number>()
  let draining = false

  return {
    get size() {
      return requests.size
    },
    enter(socket) {
      requests.set(socket, 0)
      socket.once('close', () => requests.delete(socket))
    },
    begin(anySocket, response) {
      const socket = rawOf(anySocket)
      requests.set(socket, (requests.get(socket) ?? 0) + 1)
      response.once('close', () => {
        const left = requests.get(socket)
        if (left === undefined) return
        requests.set(socket, left - 1)
        // An answer whose head was sent before still promised to keep the connection.
        if (draining && left === 1) anySocket.end()
      })
    },
    drain(mayFinish) {
      draining = true
      for (const [socket, count] of requests) if (count === 0 || !mayFinish(socket)) socket.destroy()
    },
  }
}
