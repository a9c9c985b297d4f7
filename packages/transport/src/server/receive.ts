import type { IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'
import { carriesBytes, type Protocol, type Synapse } from '@subnetkit/core'
import type { ReceivedParts } from '../body/read-parts.js'
import { checkPartsType, receiveParts } from '../body/receive-parts.js'
import type { Spool } from '../body/spool.js'
import type { ReceivedRequest, RequestVerifier } from '../btauth/verify-request.js'
import { transportError } from '../errors/transport-error.js'
import { headerPairs, shorten } from '../http/headers.js'
import type { ServerLimits } from '../http/limits.js'
import type { Places } from '../http/places.js'
import { checkDeclaredBody, readBody } from '../http/read-body.js'
import type { MinerMeter } from '../metrics/miner-metrics.js'
import { maxAskBytes } from '../receipts/receipts-request.js'
import type { ServerReceipts } from '../receipts/server-receipts.js'
import { receiptsTarget } from '../receipts/statements.js'
import { type ClaimedCaller, claimCaller, type ProvenCaller } from '../session/authentication.js'
import { sessionTarget } from '../session/headers.js'
import type { ServerSessions } from '../session/server-sessions.js'
import type { Admission } from './admission.js'
import type { ClaimLimit } from './claim-limit.js'
import { unknownSynapse } from './unknown-synapse.js'
import type { WaitingRoom } from './waiting-room.js'

/** Maximum size of the body of a handshake, in bytes. */
const maxHandshakeBytes = 1_024

/** A request whose caller is proven and admitted. */
export interface ReceivedCall {
  /** Undefined for the handshake of a session, and for a request for receipts. */
  readonly synapse: Synapse | undefined
  readonly caller: ProvenCaller
  /** Already split into parts if the input has binary values; the receiver releases it. */
  readonly body: Buffer | ReceivedParts
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
  readonly receipts: ServerReceipts | null
  readonly admission: Admission | null
  readonly limits: ServerLimits
  readonly places: Places
  readonly claims: ClaimLimit
  readonly room: WaitingRoom
  readonly spool: Spool
  readonly meter: MinerMeter | null
}

export function createReceiver(parts: ReceiverParts): Receiver {
  const { protocol, verifier, sessions, receipts, admission, limits, places, claims, room, spool, meter } =
    parts
  const largestBody = Math.max(...Object.values(protocol).map(({ maxBytes }) => maxBytes))

  /** Maximum size of the body at targets that are no synapses, in bytes. */
  const reserved = new Map<string | undefined, number>()
  if (sessions) reserved.set(sessionTarget, maxHandshakeBytes)
  if (receipts) reserved.set(receiptsTarget, maxAskBytes)

  async function proveTimed(claim: ClaimedCaller, request: ReceivedRequest): Promise<ProvenCaller> {
    if (meter === null) return claim.prove(request)
    const startedAt = performance.now()
    try {
      return await claim.prove(request)
    } finally {
      meter.verified(claim.isSigned ? 'signature' : 'session', performance.now() - startedAt)
    }
  }

  return async (request, name, goOn, onProven) => {
    const headers = headerPairs(request.rawHeaders)
    if (headers.length > limits.headerCount)
      throw transportError('TOO_MANY_HEADERS', { limit: limits.headerCount })
    const synapse = Object.hasOwn(protocol, name) ? protocol[name] : undefined
    const reservedBytes = reserved.get(request.url)
    const maxBytes = reservedBytes ?? synapse?.maxBytes ?? largestBody
    checkDeclaredBody(request, maxBytes)
    const claim = claimCaller({ verifier, sessions }, headers, request.socket)
    // Kept now: a request that was evicted has no socket.
    const { socket, method = '', url: target = '/' } = request
    const peer = socket.remoteAddress ?? null
    const kind = reservedBytes === undefined ? 'call' : 'service'
    admission?.check(claim.hotkey, peer, kind)
    if (synapse === undefined && reservedBytes === undefined) throw unknownSynapse(protocol, name)
    if (method !== 'POST') throw transportError('METHOD_NOT_ALLOWED', { method, target: `/${shorten(name)}` })
    const hasParts = synapse !== undefined && carriesBytes(synapse.input)
    if (hasParts) checkPartsType(request, name)
    const { hotkey } = claim
    if (reservedBytes === undefined) room.check(hotkey)
    const isProven = places.isProven(socket, hotkey)
    const unproven = { hotkey, address: places.addressOf(socket), isProven }
    const count = () => (claim.isSigned ? claims.count(unproven) : () => {})
    // Only a look: a body that never comes costs no check of its signature.
    count()()
    const place = places.receive(socket, hotkey)
    try {
      goOn()
      const { bodyTimeoutMs, unprovenBodyTimeoutMs } = limits
      const timeoutMs = isProven ? bodyTimeoutMs : Math.min(bodyTimeoutMs, unprovenBodyTimeoutMs)
      const read = { synapse: name, maxBytes, timeoutMs, onTinyChunks: () => places.strike(socket) }
      const account = hasParts ? spool.enter(unproven) : null
      const parts = account && (await receiveParts(request, { ...read, account }))
      try {
        const body = parts ?? (await readBody(request, read))
        const forget = count()
        const caller = await proveTimed(claim, { method, target, body })
        forget()
        onProven(caller)
        places.prove(socket, caller.hotkey)
        account?.keep()
        admission?.admit?.(caller.hotkey, peer, kind)
        return { synapse, caller, body }
      } catch (error) {
        parts?.release()
        throw error
      }
    } catch (thrown) {
      throw place.isEvicted ? transportError('MINER_OVERLOADED', { limit: limits.maxPending }) : thrown
    } finally {
      place[Symbol.dispose]()
    }
  }
}
