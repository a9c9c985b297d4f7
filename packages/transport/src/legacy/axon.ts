import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { parseOptions, toSubnetError, withDeadline } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'
import { type ListeningServer, listenHttp } from '../http/listener.js'
import { createLiveSignals } from '../http/live-signals.js'
import { createPlaces } from '../http/places.js'
import { checkDeclaredBody, readBody } from '../http/read-body.js'
import { refuse, respond } from '../http/respond.js'
import { retryAfter } from '../http/retry-after.js'
import { createClaimLimit } from '../server/claim-limit.js'
import { createWaitingRoom, type Turn } from '../server/waiting-room.js'
import {
  type AxonExchange,
  type AxonIdentity,
  failureMessage,
  type LegacyAnswer,
  refusalAnswer,
  successAnswer,
} from './axon-exchange.js'
import { createGate } from './axon-gate.js'
import { type LegacyAxonOptions, legacyAxonOptions } from './axon-options.js'
import type { ExactJson } from './exact-json.js'
import { type LegacyBody, readLegacyBody } from './legacy-body.js'
import { LegacyHttpError } from './legacy-route.js'
import { hashSynapseInTurns } from './legacy-synapse.js'
import { createLegacyNonceMemory } from './nonce-memory.js'
import { isPublic } from './public-errors.js'
import { routesByName } from './routes.js'
import { callOf, deadlineOf, mergeFields, tooSlow } from './run-route.js'
import { streamAnswer } from './stream-answer.js'
import { createLegacyVerifier } from './verify-legacy.js'

/**
 * Serves the protocol of the SDK v10, so that validators that still use it can query this miner (docs/legacy.md).
 * Stricter than v10 where v10 has gaps: a request must be signed, its nonce must lie within the window on both sides,
 * callers of any version are held to it, and timeouts widen it up to a minute only.
 * Throws CONFIG_INVALID for two routes with the same name and for an address that cannot be bound.
 */
export async function serveLegacyAxon(options: LegacyAxonOptions): Promise<ListeningServer> {
  const parsed = parseOptions(legacyAxonOptions, options, 'serveLegacyAxon')
  const { keypair, rules, limits, host, port, maxNonces, now, admission, onError } = parsed
  const routes = routesByName(parsed.routes)
  const identity: AxonIdentity = { keypair, uuid: randomUUID(), now }
  const nonces = createLegacyNonceMemory(rules, maxNonces)
  const verifyDefault = createLegacyVerifier({ hotkey: keypair.address, rules, nonces, now })
  const { verify = verifyDefault } = parsed
  const places = createPlaces(limits)
  const claims = createClaimLimit(limits)
  const count = (socket: Socket, hotkey: string) =>
    claims.count({ hotkey, address: places.addressOf(socket), isProven: places.isProven(socket, hotkey) })
  const admit = createGate({ rules, routes, limits, admission, verify, count })
  const live = createLiveSignals()
  const room = createWaitingRoom({ limits, priority: (hotkey) => admission?.priority?.(hotkey) ?? 0 })
  let closing = false

  async function receive(exchange: AxonExchange, goOn: () => void): Promise<LegacyBody> {
    const { socket, headers: sent } = exchange.request
    const claimed = String(sent.bt_header_dendrite_hotkey ?? '')
    room.check(claimed)
    // The gate waits for blacklists: a request has its place before it is read.
    const place = places.receive(socket, claimed)
    try {
      const { route, headers } = await admit(exchange)
      const { synapse } = route
      checkDeclaredBody(exchange.request, synapse.maxBytes)
      const { hotkey, signature } = headers.dendrite
      if (hotkey !== null && signature !== null) places.prove(socket, hotkey)
      goOn()
      const bytes = await readBody(exchange.request, {
        synapse: synapse.name,
        maxBytes: synapse.maxBytes,
        timeoutMs: limits.bodyTimeoutMs,
      })
      const body = await readLegacyBody(synapse, bytes)
      const hash = await hashSynapseInTurns(
        synapse,
        body.values,
        body.timeoutSeconds ?? headers.timeoutSeconds,
      )
      if (hash !== headers.bodyHash) {
        const details = { synapse: synapse.name, found: hash, signed: headers.bodyHash ?? 'none' }
        throw transportError('LEGACY_BODY_HASH_MISMATCH', details)
      }
      return body
    } catch (thrown) {
      throw place.isEvicted ? transportError('MINER_OVERLOADED', { limit: limits.maxPending }) : thrown
    } finally {
      place[Symbol.dispose]()
    }
  }

  /** Waits for the turn of a request. Throws MINER_OVERLOADED. */
  async function takeTurn({ claim }: AxonExchange, { signal }: AbortController): Promise<Turn> {
    const { route, headers } = claim!
    const maxWaitMs = deadlineOf(route, headers.timeoutSeconds)
    return await room.enter(headers.dendrite.hotkey ?? '', { maxWaitMs, signal })
  }

  /** Runs the forward of a route within the rest of the caller's timeout. */
  async function forward(
    exchange: AxonExchange,
    body: LegacyBody,
    ends: AbortController,
  ): Promise<ReadonlyMap<string, ExactJson>> {
    const { route, headers } = exchange.claim!
    using _ = await takeTurn(exchange, ends)
    const work = (async () => route.forward!(callOf(exchange, body, ends)))()
    const filled = await withDeadline(work, deadlineOf(route, headers.timeoutSeconds), () => {
      const error = tooSlow(route, headers.timeoutSeconds)
      ends.abort(error)
      return error
    })
    return mergeFields(route, body, filled)
  }

  /**
   * Streams the chunks of a route; its headers say 200 before its first byte. It keeps its turn until the generator has
   * ended or its time is over: a caller that leaves must not be able to start one more at once.
   */
  async function stream(
    exchange: AxonExchange,
    body: LegacyBody,
    response: ServerResponse,
    ends: AbortController,
  ): Promise<void> {
    const { route, headers } = exchange.claim!
    const turn = await takeTurn(exchange, ends)
    const timer = setTimeout(
      () => {
        ends.abort(tooSlow(route, headers.timeoutSeconds))
        turn[Symbol.dispose]()
      },
      deadlineOf(route, headers.timeoutSeconds),
    )
    const onClosed = () => {
      clearTimeout(timer)
      turn[Symbol.dispose]()
    }
    let isPassedOn = false
    try {
      const chunks = route.stream!(callOf(exchange, body, ends))
      const { headers } = successAnswer(identity, exchange, body, body.values)
      const { maxBytes } = route.synapse
      isPassedOn = true
      await streamAnswer({ response, headers, chunks, maxBytes, signal: ends.signal, onClosed })
    } finally {
      if (!isPassedOn) onClosed()
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse, goOn: () => void): Promise<void> {
    const ends = live.open()
    response.on('close', () => ends.end('the connection is closed'))
    const exchange: AxonExchange = { request, startedAt: performance.now(), claim: null }
    try {
      const body = await receive(exchange, goOn)
      const { route } = exchange.claim!
      if (route.stream) return await stream(exchange, body, response, ends)
      send(request, response, successAnswer(identity, exchange, body, await forward(exchange, body, ends)))
    } catch (thrown) {
      const answer = answerTo(thrown, exchange)
      if (response.headersSent) response.destroy()
      else send(request, response, answer)
    } finally {
      ends.release()
    }
  }

  function send(request: IncomingMessage, response: ServerResponse, answer: LegacyAnswer): void {
    const { status, body, headers } = answer
    if (request.complete) respond(response, status, body, !closing, headers)
    else refuse(request, response, status, body, headers)
  }

  function answerTo(thrown: unknown, exchange: AxonExchange): LegacyAnswer {
    if (thrown instanceof LegacyHttpError) {
      return { status: thrown.status, headers: {}, body: JSON.stringify({ detail: thrown.message }) }
    }
    const error = toSubnetError(thrown)
    const isShown = isPublic(error.code, rules)
    const message = isShown ? error.message : failureMessage()
    const claim = exchange.claim
    onError?.({
      synapse: claim?.route.synapse.name ?? '',
      hotkey: claim?.headers.dendrite.hotkey ?? null,
      error,
      message,
    })
    const answer = refusalAnswer(identity, exchange, isShown ? error.status : 500, message)
    return isShown ? { ...answer, headers: { ...answer.headers, ...retryAfter(error) } } : answer
  }

  return listenHttp({
    host,
    port,
    limits,
    places,
    longestDeadlineMs: Math.max(...[...routes.values()].map(({ synapse }) => synapse.deadlineMs)),
    live,
    handle,
    onClosing: () => {
      closing = true
    },
  })
}
