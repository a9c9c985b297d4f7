import { WebSocket } from 'ws'
import {
  type Endpoint,
  type Link,
  type LinkEnd,
  LinkFailure,
  type LinkListener,
  type OpenOptions,
} from './link.js'
import { decodeIncoming, encodeRequest } from './wire.js'

/** Longest wait that an endpoint may ask for with `Retry-After`. */
const longestRetryAfterMs = 60_000

/** A node behind a websocket. */
export function socketEndpoint(url: string, name: string, maxMessageBytes: number): Endpoint {
  return {
    name,
    open: (listener, options) =>
      openSocket(
        new WebSocket(url, { perMessageDeflate: false, maxPayload: maxMessageBytes }),
        listener,
        options,
      ),
  }
}

function openSocket(
  socket: WebSocket,
  listener: LinkListener,
  { clock, deadlineMs, signal }: OpenOptions,
): Promise<Link> {
  let open = false
  let ended = false
  return new Promise((resolve, reject) => {
    const end = (how: LinkEnd) => {
      if (ended) return
      close()
      if (open) listener.ended(how)
      else reject(new LinkFailure(how))
    }
    const broken = (reason: string) => end({ reason, endpointIsFine: false })
    const abort = () => broken('the client was closed')
    const timer = clock.timeout(() => broken(`no handshake within ${deadlineMs} ms`), deadlineMs)
    const settle = () => {
      timer.cancel()
      signal.removeEventListener('abort', abort)
    }
    const close = () => {
      ended = true
      settle()
      socket.removeAllListeners()
      // A socket that is closed while it connects emits one more error.
      socket.on('error', () => undefined)
      socket.terminate()
    }

    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    socket.on('unexpected-response', (_, response) => {
      const { statusCode, statusMessage, headers } = response
      const reason = `HTTP ${statusCode} ${statusMessage} instead of a websocket`
      end({ reason, endpointIsFine: false, retryAfterMs: retryAfter(headers['retry-after']) })
    })
    socket.on('error', (error) => broken(reasonOf(error)))
    socket.on('close', (code, reason) =>
      end({ reason: `closed with code ${code} ${reason}`.trim(), endpointIsFine: true }),
    )
    socket.on('message', (data, isBinary) => {
      if (isBinary) return broken('it sent a binary frame')
      const message = decodeIncoming(String(data))
      if (message === null) return broken('it sent something that is no JSON-RPC')
      listener.message(message)
    })
    socket.on('open', () => {
      open = true
      settle()
      resolve({
        send: (request) => socket.send(encodeRequest(request), () => undefined),
        close,
        get backlog() {
          return socket.bufferedAmount
        },
      })
    })
  })
}

function retryAfter(header: string | undefined): number {
  const seconds = Number(header ?? 0)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds * 1_000, 0), longestRetryAfterMs) : 0
}

/** An address that has several IPs fails with an error whose parts alone have words. */
function reasonOf(error: Error & { readonly errors?: readonly Error[]; readonly code?: string }): string {
  if (error.message !== '') return error.message
  return error.errors?.[0]?.message ?? error.code ?? 'the socket failed'
}
