import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

interface SentSocket {
  /** Bytes that had been read when the latest request was sent. */
  readBefore: number
}

const sockets = new WeakMap<Socket, SentSocket>()
const closedUnderUs = new WeakSet<object>()
let isSubscribed = false

/** Watches a new connection, so that {@link wasClosedUnderUs} can judge the error that ends it. */
export function watchConnection(socket: Socket): void {
  if (!isSubscribed) {
    isSubscribed = true
    // undici's documented channel is the only place that links a request to its socket.
    subscribe('undici:client:sendHeaders', (message) => {
      const socket = (message as { readonly socket: Socket }).socket
      const state = sockets.get(socket)
      if (state) state.readBefore = socket.bytesRead
    })
  }
  const state: SentSocket = { readBefore: 0 }
  sockets.set(socket, state)
  socket.on('error', (error) => {
    if (state.readBefore > 0 && socket.bytesRead === state.readBefore) closedUnderUs.add(error)
  })
}

/**
 * Returns true for the error of a request that was sent on a connection kept from an earlier one, and that the other
 * side closed before any byte of its answer. An idle connection is closed without notice, so this says nothing about
 * the other side.
 */
export function wasClosedUnderUs(error: unknown): boolean {
  return typeof error === 'object' && error !== null && closedUnderUs.has(error)
}
