import type { IncomingMessage, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import {
  callback,
  isSubnetError,
  made,
  optionsOf,
  parseOptions,
  port as portField,
  type SubnetError,
  text,
  withDeadline,
} from '@subnetkit/base'
import { carriesBytes, isStreamSynapse, type Protocol, type Synapse } from '@subnetkit/core'
import { getTRPCErrorFromUnknown, getTRPCErrorShape, transformTRPCResponse } from '@trpc/server'
import type { ReceivedParts } from '../body/read-parts.js'
import { sendParts } from '../body/send-parts.js'
import { createSpool, type SpoolOptions, spoolOptions } from '../body/spool.js'
import type { OutgoingParts } from '../body/write-parts.js'
import type { RequestVerifier } from '../btauth/verify-request.js'
import { transportError } from '../errors/transport-error.js'
import { encodeAnswer, pathOf, shorten } from '../http/headers.js'
import { type ServerLimits, serverLimits } from '../http/limits.js'
import { type ListeningServer, listenHttp } from '../http/listener.js'
import { createLiveSignals, type LiveWork } from '../http/live-signals.js'
import { createPlaces } from '../http/places.js'
import { refuse, respond } from '../http/respond.js'
import { retryAfter } from '../http/retry-after.js'
import { type TlsOptions, tlsField } from '../http/tls.js'
import { readinessAnswer } from '../metrics/admin-server.js'
import { createMinerMetrics } from '../metrics/miner-metrics.js'
import { type MetricsOptions, metricsField } from '../metrics/options.js'
import { withMetrics } from '../metrics/with-metrics.js'
import {
  type Answered,
  createServerReceipts,
  type ReceiptCounts,
  type ServerReceiptOptions,
} from '../receipts/server-receipts.js'
import { receiptsHeader, receiptsTarget, sha256Hex } from '../receipts/statements.js'
import type { ProvenCaller } from '../session/authentication.js'
import { sessionTarget } from '../session/headers.js'
import { createServerSessions, type ServerSessionOptions } from '../session/server-sessions.js'
import type { Admission } from './admission.js'
import { createClaimLimit } from './claim-limit.js'
import { type Handlers, handlersField, protocolField } from './handlers.js'
import { packAnswer, type RequestBody, readInput } from './parts-values.js'
import { createReceiver } from './receive.js'
import { createRouter } from './router.js'
import { createSynapseRunners } from './run-synapse.js'
import { createStreamServer } from './serve-stream.js'
import { fromTrpcError, toTrpcError } from './trpc-error.js'
import { createWaitingRoom, untilOver } from './waiting-room.js'

/** Options of {@link serveProtocol}. */
export interface ProtocolServerOptions<P extends Protocol> {
  readonly protocol: P
  readonly handlers: Handlers<P>
  readonly verifier: RequestVerifier
  /** Admission rule; `null` serves every verified caller, which suits tests only and therefore has to be explicit. */
  readonly admission: Admission | null
  /** Sessions (session/1) for callers that ask for one; null for signed requests only. @default see ServerSessionOptions */
  readonly sessions?: ServerSessionOptions | null | undefined
  /** Receipts (receipts/1), with which callers can prove answers to others; null for none. @default null */
  readonly receipts?: ServerReceiptOptions | null | undefined
  /** @default '127.0.0.1' */
  readonly host?: string | undefined
  /** Port to listen on; 0 picks a free one. @default 0 */
  readonly port?: number | undefined
  readonly limits?: Partial<ServerLimits> | undefined
  /** Certificate of a server that speaks TLS 1.3 only. @default none: plain HTTP */
  readonly tls?: TlsOptions | undefined
  /**
   * Listens to each certificate that was read again from its files; the error if it cannot be used, and the last one stays.
   * @default none
   */
  readonly onCertificate?: ((error: SubnetError | null) => void) | undefined
  /** Metrics for Prometheus and readiness, at a port of their own. They need the package prom-client. @default none */
  readonly metrics?: MetricsOptions | undefined
  /** Listens to every request that was served. @default none */
  readonly onAnswer?: ((request: AnsweredRequest) => void) | undefined
  /** Temporary files for large messages with binary values. @default see SpoolOptions */
  readonly spool?: SpoolOptions | undefined
  /** Listens to every refusal and failure, with its cause; the caller gets less detail. @default none */
  readonly onError?: ((error: SubnetError, request: FailedRequest) => void) | undefined
}

/** The request that an error belongs to. */
export interface FailedRequest {
  /** Path of the request. */
  readonly synapse: string
  /** Null until the signature verified. */
  readonly hotkey: string | null
  /** IP address of the other end of the socket, which may be a proxy; null once the socket is closed. */
  readonly peer: string | null
}

const ofReceipts: FailedRequest = { synapse: receiptsTarget.slice(1), hotkey: null, peer: null }

/** A success, as a receipt states it. */
function answered({ hotkey: caller, text: requestText }: ProvenCaller, bodyHash: string): Answered {
  return { caller, requestText, status: 200, bodyHash }
}

/** A request that was served. */
export interface AnsweredRequest {
  readonly synapse: string
  readonly hotkey: string
  /** IP address of the other end of the socket, which may be a proxy; null once the socket is closed. */
  readonly peer: string | null
  /** From the headers to the answer, in ms. */
  readonly latencyMs: number
}

/** The server of a protocol. */
export interface ProtocolServer extends ListeningServer {
  /** Receipts that it gives; null for none. */
  readonly receipts: { readonly counts: ReceiptCounts } | null
  /** Address of the metrics; null without. */
  readonly metrics: { readonly host: string; readonly port: number } | null
}

const protocolServerOptions = optionsOf({
  protocol: protocolField(),
  handlers: handlersField(),
  verifier: made<RequestVerifier>('a verifier of requests', 'claim', 'prove'),
  admission: made<Admission>('an admission, or null for every verified caller', 'check').nullable(),
  sessions: made<ServerSessionOptions>('an object, or null for no sessions').nullable().default({}),
  receipts: made<ServerReceiptOptions>('an object with a keypair, or null for no receipts')
    .nullable()
    .default(null),
  host: text('a host name or an address').default('127.0.0.1'),
  port: portField().default(0),
  limits: serverLimits.prefault({}),
  tls: tlsField().optional(),
  onCertificate: callback<NonNullable<ProtocolServerOptions<Protocol>['onCertificate']>>().optional(),
  metrics: metricsField().optional(),
  onAnswer: callback<NonNullable<ProtocolServerOptions<Protocol>['onAnswer']>>().optional(),
  spool: spoolOptions.prefault({}),
  onError: callback<NonNullable<ProtocolServerOptions<Protocol>['onError']>>().optional(),
})

/**
 * Serves a protocol over HTTP: btauth/1 in front of tRPC's unary calls, so that a stock `@trpc/client` httpLink works
 * once its requests are signed. The order is the defence: limits, headers, admission, then the body with its
 * signature and nonce, or its MAC and counter in a session, and only then JSON, schema and handler. `GET /healthz`
 * and `GET /readyz` answer without authentication.
 */
export async function serveProtocol<P extends Protocol>(
  options: ProtocolServerOptions<P>,
): Promise<ProtocolServer> {
  const { protocol, handlers } = options
  const parsed = parseOptions(protocolServerOptions, options, 'serveProtocol')
  const { verifier, admission, host, port, limits, onError, onAnswer } = parsed
  const router = createRouter(protocol, handlers)
  const config = router._def._config
  const runners = createSynapseRunners(protocol, handlers)
  const longestDeadline = Math.max(...Object.values(protocol).map(({ deadlineMs }) => deadlineMs))
  const live = createLiveSignals()
  const sessions = parsed.sessions === null ? null : createServerSessions(parsed.sessions)
  const receipts =
    parsed.receipts === null
      ? null
      : createServerReceipts(parsed.receipts, (error) => onError?.(error, ofReceipts))
  const places = createPlaces(limits)
  const room = createWaitingRoom({ limits, priority: (hotkey) => admission?.priority?.(hotkey) ?? 0 })
  let closing = false
  const claims = createClaimLimit(limits)
  const spool = createSpool(parsed.spool)
  const readiness = () => [admission?.unready?.() ?? [], closing ? 'closing' : []].flat()
  const metrics = parsed.metrics
    ? await createMinerMetrics({
        synapses: [...Object.keys(protocol), pathOf(sessionTarget), pathOf(receiptsTarget)],
        codes: Object.keys(transportError.catalogue),
        gauges: () => ({
          ready: readiness().length === 0,
          ...{ running: room.running, waiting: room.waiting },
          ...{ connections: places.taken.connections, receiving: places.taken.requests },
        }),
      })
    : null
  const meter = metrics?.meter ?? null
  const receive = createReceiver({
    ...{ protocol, verifier, sessions, receipts, admission, limits, places, claims, room, spool, meter },
  })

  const serveStream = createStreamServer({ handlers: handlers as Handlers<Protocol>, room, encodeError })

  /** Runs a unary synapse under its deadline; the result is what to send, in tRPC's envelope. */
  async function call(
    name: string,
    synapse: Synapse,
    caller: ProvenCaller,
    body: RequestBody,
    ends: LiveWork,
  ): Promise<string | OutgoingParts> {
    const { deadlineMs, maxBytes } = synapse
    using _ = await room.enter(caller.hotkey, untilOver(ends, deadlineMs))
    const input = await readInput(name, body)
    const work = runners.get(name)!(input, { hotkey: caller.hotkey }, ends)
    const data: unknown = await withDeadline(work, deadlineMs, () => {
      const error = transportError('HANDLER_TOO_SLOW', { synapse: name, deadlineMs })
      ends.abort(error)
      return error
    })
    return carriesBytes(synapse.output)
      ? packAnswer(name, maxBytes, { result: { data } })
      : encodeAnswer(name, maxBytes, { result: { data } })
  }

  /** Answers a request to a target that is no synapse. */
  function answerReserved({ url }: IncomingMessage, caller: ProvenCaller, body: RequestBody): unknown {
    if (!(body instanceof Uint8Array)) throw new Error('no reserved target takes binary values')
    return url === receiptsTarget ? receipts?.answer(caller.hotkey, body) : caller.openSession()
  }

  /** Receipts that wait for a caller, as a header, if it said that it takes them. */
  function carriedFor(
    { headers }: IncomingMessage,
    { hotkey }: ProvenCaller,
  ): Readonly<Record<string, string>> {
    return receipts && receiptsHeader.toLowerCase() in headers ? receipts.carry(hotkey) : {}
  }

  function encodeError(error: SubnetError, path: string): string {
    const shape = getTRPCErrorShape({
      config,
      error: toTrpcError(error),
      type: 'mutation',
      path,
      input: undefined,
      ctx: undefined,
    })
    return JSON.stringify(transformTRPCResponse(config, { error: shape }))
  }

  async function handle(request: IncomingMessage, response: ServerResponse, goOn: () => void): Promise<void> {
    const ends = live.open()
    response.on('close', () => ends.end('the connection is closed'))
    const name = pathOf(request.url)
    // Read now: a closed socket no longer has it.
    const peer = request.socket.remoteAddress ?? null
    if (request.method === 'GET' && name === 'healthz') {
      // Keeps no connection: a peer without a key must not hold one.
      respond(response, 200, '{"ok":true}', false)
      return
    }
    if (request.method === 'GET' && name === 'readyz') {
      const { status, body } = readinessAnswer(readiness)
      respond(response, status, body, false)
      return
    }
    let proven: ProvenCaller | null = null
    let receivedBytes = 0
    const startedAt = performance.now()
    const note = (code: string, sentBytes: number) => {
      const ms = performance.now() - startedAt
      meter?.answered({ synapse: name, code, ms, receivedBytes, sentBytes })
      if (code === 'OK' && proven) onAnswer?.({ synapse: name, hotkey: proven.hotkey, peer, latencyMs: ms })
    }
    let parts: ReceivedParts | null = null
    try {
      const { synapse, caller, body } = await receive(request, name, goOn, (caller) => {
        proven = caller
      })
      receivedBytes = body.length
      if (!(body instanceof Uint8Array)) parts = body
      if (synapse && isStreamSynapse(synapse)) {
        const headers = { ...carriedFor(request, caller), ...(closing && { connection: 'close' }) }
        const { error, isWhole, bytes } = await serveStream({
          ...{ name, synapse, caller, body, response, headers, work: ends },
          onEnd: ({ sha256 }) => receipts?.note(answered(caller, sha256)),
        })
        note(error?.code ?? (isWhole ? 'OK' : 'CALLER_LEFT'), bytes)
        if (error) onError?.(error, { synapse: name, hotkey: caller.hotkey, peer })
        return
      }
      const answer = synapse
        ? await call(name, synapse, caller, body, ends)
        : JSON.stringify({ result: { data: await answerReserved(request, caller, body) } })
      const carried = carriedFor(request, caller)
      if (typeof answer === 'string') {
        if (synapse && !response.destroyed) receipts?.note(answered(caller, sha256Hex(answer)))
        respond(response, 200, answer, !closing, { ...caller.seal(200, answer), ...carried })
        note('OK', Buffer.byteLength(answer))
        return
      }
      const headers = { ...carried, ...(closing && { connection: 'close' }) }
      const sha256 = receipts || caller.isInSession ? await answer.digest() : null
      if (sha256 !== null) {
        if (!response.destroyed) receipts?.note(answered(caller, sha256))
        Object.assign(headers, caller.seal(200, { sha256 }))
      }
      await sendParts(response, answer, { headers, limitMs: synapse!.deadlineMs })
      note('OK', answer.length)
    } catch (thrown) {
      const error = isSubnetError(thrown) ? thrown : fromTrpcError(getTRPCErrorFromUnknown(thrown), name)
      const body = encodeError(error, name)
      const caller = proven as ProvenCaller | null
      const headers = retryAfter(error)
      if (request.complete)
        respond(response, error.status, body, !closing, { ...headers, ...caller?.seal(error.status, body) })
      else refuse(request, response, error.status, body, headers)
      note(error.code, Buffer.byteLength(body))
      onError?.(error, { synapse: shorten(name), hotkey: caller?.hotkey ?? null, peer })
    } finally {
      // The handler may answer with what it received.
      parts?.release()
    }
  }

  const listen = () =>
    listenHttp({
      ...{ host, port, limits, places, live, handle },
      tls: parsed.tls,
      onCertificate: parsed.onCertificate,
      longestDeadlineMs: longestDeadline,
      onClosing: () => {
        closing = true
        receipts?.flush()
      },
    })
  const listening =
    metrics && parsed.metrics ? await withMetrics({ metrics, readiness, listen, ...parsed.metrics }) : null
  return { ...(listening ?? { ...(await listen()), metrics: null }), receipts }
}
