import type { WebSocket } from 'ws'

/** A client that lets this much pile up unread is cut off. */
const MAX_UNREAD_BYTES = 32 * 1024 * 1024
/** And the one that is being sent to, when all together let this much pile up. */
const MAX_UNREAD_OF_ALL = 256 * 1024 * 1024
/** Below this, nobody looks at the others. */
const FEW_BYTES = 1024 * 1024

type Reader = Pick<WebSocket, 'bufferedAmount' | 'readyState' | 'OPEN' | 'send' | 'terminate'>

/** Sends to a client that reads, and cuts off one that does not. `all` are the clients of the same door. */
export function sendTo(reader: Reader, text: string, all: Iterable<Reader>): void {
  if (reader.readyState !== reader.OPEN) return
  if (isSlow(reader, all)) reader.terminate()
  else reader.send(text)
}

function isSlow({ bufferedAmount }: Reader, all: Iterable<Reader>): boolean {
  if (bufferedAmount <= FEW_BYTES) return false
  if (bufferedAmount > MAX_UNREAD_BYTES) return true
  let sum = 0
  for (const reader of all) sum += reader.bufferedAmount
  return sum > MAX_UNREAD_OF_ALL
}

const silent = new WeakSet<object>()

/** Cuts off the clients that did not answer the ping of the last sweep, and pings the others. */
export function sweep(
  sockets: Iterable<Pick<WebSocket, 'ping' | 'terminate'> & Partial<Pick<WebSocket, 'isPaused'>>>,
): void {
  for (const socket of sockets) {
    // One that is not read from at the moment cannot be heard either.
    if (silent.has(socket) && !socket.isPaused) socket.terminate()
    else {
      silent.add(socket)
      socket.ping()
    }
  }
}

/** Notes that a client is still there. */
export const isAlive = (socket: object): void => void silent.delete(socket)
