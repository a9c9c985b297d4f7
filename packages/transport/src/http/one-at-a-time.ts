import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Serves one request; `goOn` requests the body if the caller waits for that. */
export type Serve = (request: IncomingMessage, response: ServerResponse, goOn: () => void) => void

/** Requests of one connection that may wait for the one before them. */
const maxWaiting = 16

/**
 * Serves the pipelined requests of a connection one after the other, and none behind an answer that closes it. Without this,
 * node:http assigns a later response to the closing connection, and the assertion that fails then ends the process.
 */
export function oneAtATime(serve: Serve): Serve {
  const waiting = new WeakMap<Socket, (() => void)[]>()

  function begin(...[request, response, goOn]: Parameters<Serve>): void {
    const { socket } = request
    // node:http listens first: by now it has closed the connection, or assigned it to the next response.
    response.once('finish', () => {
      if (!socket.writable) return
      const next = waiting.get(socket)?.shift()
      if (next) next()
      else waiting.delete(socket)
    })
    serve(request, response, goOn)
  }

  return (...given) => {
    const { socket } = given[0]
    const queue = waiting.get(socket)
    if (queue === undefined) {
      waiting.set(socket, [])
      begin(...given)
    } else if (queue.length < maxWaiting) queue.push(() => begin(...given))
    else socket.destroy()
  }
}
