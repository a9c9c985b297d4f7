import type { IncomingMessage, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { isSubnetError, type SubnetError, withDeadline } from '@subnetkit/base'
import {
  calleesOf,
  carriesBytes,
  isStreamSynapse,
  isTraceParent,
  type Protocol,
  type StreamSynapse,
  type Synapse,
} from '@subnetkit/core'
import { getTRPCErrorFromUnknown } from '@trpc/server'
import { sha256Hex } from '../body/body-hash.js'
import { sendParts } from '../body/send-parts.js'
import type { OutgoingParts } from '../body/write-parts.js'
import { authHeaders } from '../btauth/headers.js'
import { transportError } from '../errors/transport-error.js'
import { encodeAnswer, pathOf, shorten, traceHeader } from '../http/headers.js'
import type { LiveSignals, LiveWork } from '../http/live-signals.js'
import { refuse, respond } from '../http/respond.js'
import { retryAfter } from '../http/retry-after.js'
import { type Readiness, readinessAnswer } from '../metrics/admin-server.js'
import type { MinerMeter } from '../metrics/miner-metrics.js'
import type { ServerReceipts } from '../receipts/server-receipts.js'
import { calleesHeader, receiptsHeader, receiptsTarget } from '../receipts/statements.js'
import type { ProvenCaller } from '../session/authentication.js'
import type { Handlers } from './handlers.js'
import { packAnswer, type RequestBody, readInput } from './parts-values.js'
import type { ReceivedCall, Receiver } from './receive.js'
import { createSynapseRunners } from './run-synapse.js'
import { createStreamServer } from './serve-stream.js'
import type { ServerOptions } from './server-options.js'
import { fromTrpcError } from './trpc-error.js'
import { untilOver, type WaitingRoom } from './waiting-room.js'

interface RequestHandlerParts extends Pick<ServerOptions, 'onAnswer' | 'onError'> {
  readonly protocol: Protocol
  readonly handlers: Handlers<Protocol>
  readonly receive: Receiver
  readonly room: WaitingRoom
  readonly live: LiveSignals
  readonly receipts: ServerReceipts | null
  readonly meter: MinerMeter | null
  readonly readiness: Readiness
  readonly isClosing: () => boolean
  /** Returns the body of a refusal. */
  readonly encodeError: (error: SubnetError, name: string) => string
}

/** One request whose caller is proven and admitted, and its response. */
interface Exchange extends ReceivedCall {
  readonly name: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly work: LiveWork
}

/** Outcome of an exchange. */
interface Outcome {
  /** `OK`, `CALLER_LEFT`, or the code of a failure within a stream. */
  readonly code: string
  readonly sentBytes: number
  /** Failure within a stream. */
  readonly error?: SubnetError | null
}

/** Handles one request to its end; `goOn` requests the body if the caller waits for that. Never rejects. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  goOn: () => void,
) => Promise<void>

const nonceHeader = authHeaders.nonce.toLowerCase()

/** Creates the handler of a server's requests: receives each, runs its synapse and answers it. */
export function createRequestHandler(parts: RequestHandlerParts): RequestHandler {
  const { protocol, handlers, receive, room, live, receipts, meter } = parts
  const { readiness, isClosing, encodeError, onAnswer, onError } = parts
  const runners = createSynapseRunners(protocol, handlers)
  const serveStream = createStreamServer({ handlers, room, encodeError })

  /** Answers `/healthz` and `/readyz`; the connection is not kept, since a peer without a key must not hold one. */
  function answerProbe({ method, url }: IncomingMessage, response: ServerResponse): boolean {
    if (method !== 'GET') return false
    const name = pathOf(url)
    if (name === 'healthz') respond(response, 200, '{"ok":true}', false)
    else if (name === 'readyz') {
      const { status, body } = readinessAnswer(readiness)
      respond(response, status, body, false)
    } else return false
    return true
  }

  /** Runs a unary synapse under its deadline; the result is what to send, in tRPC's envelope. */
  async function call(
    synapse: Synapse,
    { name, caller, body, work }: Exchange,
  ): Promise<string | OutgoingParts> {
    const { deadlineMs, maxBytes } = synapse
    using _ = await room.enter(caller.hotkey, untilOver(work, deadlineMs))
    const input = await readInput(name, body)
    const running = new Promise((resolve, reject) => {
      work.onAbortAll(reject)
      runners.get(name)!(input, { hotkey: caller.hotkey }, work).then(resolve, reject)
    })
    const data: unknown = await withDeadline(running, deadlineMs, () => {
      const error = transportError('HANDLER_TOO_SLOW', { synapse: name, deadlineMs })
      work.abort(error)
      return error
    }).catch((thrown: unknown) => {
      throw causeOf(thrown, work, name)
    })
    const encode = carriesBytes(synapse.output) ? packAnswer : encodeAnswer
    return encode(name, maxBytes, { result: { data } })
  }

  /** Answers a request to a target that is no synapse. */
  function answerReserved({ url }: IncomingMessage, caller: ProvenCaller, body: RequestBody): unknown {
    if (!(body instanceof Uint8Array)) throw new Error('no reserved target takes binary values')
    return url === receiptsTarget ? receipts?.answer(caller.hotkey, body) : caller.openSession()
  }

  /** Receipts that wait for a caller, as a header, if the caller takes them, and those of calls that the handler made. */
  function carriedFor({ request: { headers }, caller, work }: Exchange): Readonly<Record<string, string>> {
    const callees = calleesOf(work)
    return {
      ...(receipts && receiptsHeader.toLowerCase() in headers && receipts.carry(caller.hotkey)),
      ...(callees.length > 0 && { [calleesHeader]: JSON.stringify(callees) }),
    }
  }

  /** Headers of an answer whose head is written here rather than by `respond`. */
  function streamedHeaders(exchange: Exchange): Record<string, string> {
    return { ...carriedFor(exchange), ...(isClosing() && { connection: 'close' }) }
  }

  /** Counts a success for its receipt, unless the caller has left. */
  function noteAnswered({ response, caller }: Exchange, bodyHash: string): void {
    if (response.destroyed) return
    receipts?.note({ caller: caller.hotkey, requestText: caller.text, status: 200, bodyHash })
  }

  async function answerStream(synapse: StreamSynapse, exchange: Exchange): Promise<Outcome> {
    const { name, caller, body, response, work } = exchange
    const { error, isWhole, bytes } = await serveStream({
      ...{ name, synapse, caller, body, response, work, headers: streamedHeaders(exchange) },
      onEnd: ({ sha256 }) => noteAnswered(exchange, sha256),
    })
    return { code: error?.code ?? (isWhole ? 'OK' : 'CALLER_LEFT'), sentBytes: bytes, error }
  }

  async function answerParts(synapse: Synapse, exchange: Exchange, answer: OutgoingParts): Promise<Outcome> {
    const { caller, response } = exchange
    const headers = streamedHeaders(exchange)
    if (receipts || caller.isInSession) {
      const sha256 = await answer.digest()
      noteAnswered(exchange, sha256)
      Object.assign(headers, caller.seal(200, { sha256 }))
    }
    await sendParts(response, answer, { headers, limitMs: synapse.deadlineMs })
    return { code: 'OK', sentBytes: answer.length }
  }

  async function answer(exchange: Exchange): Promise<Outcome> {
    const { synapse, request, response, caller, body } = exchange
    if (synapse && isStreamSynapse(synapse)) return await answerStream(synapse, exchange)
    const made = synapse
      ? await call(synapse, exchange)
      : JSON.stringify({ result: { data: await answerReserved(request, caller, body) } })
    if (synapse && typeof made !== 'string') return await answerParts(synapse, exchange, made)
    if (response.destroyed) return { code: 'CALLER_LEFT', sentBytes: 0 }
    const text = made as string
    const carried = carriedFor(exchange)
    // One hash for the MAC and the receipt; none where there is neither.
    const hashed = receipts || caller.isInSession ? { sha256: sha256Hex(text) } : text
    if (synapse && typeof hashed !== 'string') noteAnswered(exchange, hashed.sha256)
    respond(response, 200, text, !isClosing(), { ...caller.seal(200, hashed), ...carried })
    return { code: 'OK', sentBytes: Buffer.byteLength(text) }
  }

  return async (request, response, goOn) => {
    if (answerProbe(request, response)) return
    const work = live.open()
    response.on('close', () => work.end('the connection is closed'))
    const name = pathOf(request.url)
    // Read now: a closed socket no longer has it.
    const { socket } = request
    const peer = socket.remoteAddress ?? null
    const startedAt = performance.now()
    let proven: ProvenCaller | null = null
    let received: ReceivedCall | null = null

    function note({ code, sentBytes, error }: Outcome): void {
      const ms = performance.now() - startedAt
      const hotkey = proven?.hotkey ?? null
      const signed = proven === null ? undefined : request.headers[nonceHeader]
      const nonce = typeof signed === 'string' ? signed : null
      const receivedBytes = received?.body.length ?? 0
      meter?.answered({ synapse: name, code, ms, receivedBytes, sentBytes })
      if (code === 'OK' && hotkey !== null) {
        const trace = traceOf(request)
        onAnswer?.({ synapse: name, hotkey, peer, nonce, latencyMs: ms, receivedBytes, sentBytes, trace })
      }
      if (error) onError?.(error, { synapse: shorten(name), hotkey, peer, nonce })
    }

    try {
      received = await receive(request, name, goOn, (caller) => {
        proven = caller
      })
      note(await answer({ ...received, name, request, response, work }))
    } catch (thrown) {
      const isOver = isSubnetError(thrown, 'MINER_CLOSING') && socket.destroyed
      if (isOver || isSubnetError(thrown, 'CALLER_LEFT')) return note({ code: 'CALLER_LEFT', sentBytes: 0 })
      const error = isSubnetError(thrown) ? thrown : fromTrpcError(getTRPCErrorFromUnknown(thrown), name)
      const body = encodeError(error, name)
      const headers = { ...retryAfter(error), ...(error.status === 405 && { allow: 'POST' }) }
      // Assigned in a callback, which the compiler does not follow.
      const caller = proven as ProvenCaller | null
      if (request.complete) {
        const sealed = { ...headers, ...caller?.seal(error.status, body) }
        respond(response, error.status, body, !isClosing(), sealed)
      } else refuse(request, response, error.status, body, headers)
      note({ code: error.code, sentBytes: Buffer.byteLength(body), error })
    } finally {
      work.release()
      // Not before: a handler may answer with what it received.
      if (received && !(received.body instanceof Uint8Array)) received.body.release()
    }
  }
}

/** Trace context of a request, if it has the form of one. */
function traceOf({ headers }: IncomingMessage): string | null {
  const text = headers[traceHeader]
  return typeof text === 'string' && isTraceParent(text) ? text : null
}

/** A handler that stops because its signal aborted has not failed: what ended it has. */
function causeOf(thrown: unknown, { heard }: LiveWork, synapse: string): unknown {
  if (heard === undefined || !isSubnetError(thrown, 'HANDLER_FAILED')) return thrown
  return isSubnetError(heard) ? heard : transportError('CALLER_LEFT', { synapse })
}
