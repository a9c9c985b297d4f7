import type { IncomingMessage } from 'node:http'
import type { Protocol, Synapse } from '@subnetkit/core'
import type { RequestVerifier } from '../btauth/verify-request.js'
import { transportError } from '../errors/transport-error.js'
import { headerPairs } from '../http/headers.js'
import type { ServerLimits } from '../http/limits.js'
import type { Places } from '../http/places.js'
import { checkDeclaredLength, readBody } from '../http/read-body.js'
import { claimCaller, type ProvenCaller } from '../session/authentication.js'
import { sessionTarget } from '../session/headers.js'
import type { ServerSessions } from '../session/server-sessions.js'
import type { Admission } from './admission.js'
import { unknownSynapse } from './unknown-synapse.js'

/** Maximum size of the body of a handshake, in bytes. */
const maxHandshakeBytes = 1_024

/** A request whose caller is proven and admitted. */
export interface ReceivedCall {
  /** Undefined for the handshake of a session. */
  readonly synapse: Synapse | undefined
  readonly caller: ProvenCaller
  readonly body: Buffer
}

/**
 * Takes a request up to its handler. Throws an error of the catalogue. `goOn` requests the body if the caller waits for
 * that; `onProven` is called before the last admission, which may still refuse.
 */
export type Receiver = (
  request: IncomingMessage,
  name: string,
  goOn: () => void,
  onProven: (caller: ProvenCaller) => void,
) => Promise<ReceivedCall>

interface ReceiverParts {
  readonly protocol: Protocol
  readonly verifier: RequestVerifier
  readonly sessions: ServerSessions | null
  readonly admission: Admission | null
  readonly limits: ServerLimits
  readonly places: Places
  /** Throws MINER_OVERLOADED if no handler is free. */
  readonly checkLoad: () => void
}

export function createReceiver(parts: ReceiverParts): Receiver {
  const { protocol, verifier, sessions, admission, limits, places, checkLoad } = parts
  const largestBody = Math.max(...Object.values(protocol).map(({ maxBytes }) => maxBytes))

  return async (request, name, goOn, onProven) => {
    const headers = headerPairs(request.rawHeaders)
    if (headers.length > limits.headerCount)
      throw transportError('TOO_MANY_HEADERS', { limit: limits.headerCount })
    checkLoad()
    const synapse = Object.hasOwn(protocol, name) ? protocol[name] : undefined
    const isHandshake = sessions !== null && request.url === sessionTarget
    const maxBytes = isHandshake ? maxHandshakeBytes : (synapse?.maxBytes ?? largestBody)
    checkDeclaredLength(request, maxBytes)
    const claim = claimCaller({ verifier, sessions }, headers, request.socket)
    admission?.check(claim.hotkey)
    if ((synapse === undefined && !isHandshake) || request.method !== 'POST') {
      throw unknownSynapse(protocol, name)
    }
    // Kept now: a request that was evicted has no socket.
    const { socket, method, url: target = '/' } = request
    const place = places.receive(socket, claim.hotkey)
    try {
      goOn()
      const { bodyTimeoutMs, unprovenBodyTimeoutMs } = limits
      const isProven = places.isProven(socket, claim.hotkey)
      const timeoutMs = isProven ? bodyTimeoutMs : Math.min(bodyTimeoutMs, unprovenBodyTimeoutMs)
      const body = await readBody(request, { synapse: name, maxBytes, timeoutMs })
      const caller = await claim.prove({ method, target, body })
      onProven(caller)
      places.prove(socket, caller.hotkey)
      admission?.admit?.(caller.hotkey)
      return { synapse, caller, body }
    } catch (thrown) {
      throw place.isEvicted ? transportError('MINER_OVERLOADED', { limit: limits.maxPending }) : thrown
    } finally {
      place[Symbol.dispose]()
    }
  }
}
