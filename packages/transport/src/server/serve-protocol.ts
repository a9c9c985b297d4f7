import { made, optionsOf, parseOptions } from '@subnetkit/base'
import { carriesBytes, type Protocol } from '@subnetkit/core'
import { createSpool } from '../body/spool.js'
import type { RequestVerifier } from '../btauth/verify-request.js'
import { transportError } from '../errors/transport-error.js'
import { pathOf } from '../http/headers.js'
import { type ListeningServer, listenHttp } from '../http/listener.js'
import { createLiveSignals } from '../http/live-signals.js'
import { createPlaces } from '../http/places.js'
import { createMinerMetrics } from '../metrics/miner-metrics.js'
import { withMetrics } from '../metrics/with-metrics.js'
import { createServerReceipts, type ReceiptCounts } from '../receipts/server-receipts.js'
import { receiptsTarget } from '../receipts/statements.js'
import { sessionTarget } from '../session/headers.js'
import { createServerSessions } from '../session/server-sessions.js'
import { guardAdmission } from './admission.js'
import { createClaimLimit } from './claim-limit.js'
import { type Handlers, handlersField, protocolField } from './handlers.js'
import { createReceiver } from './receive.js'
import { createRequestHandler } from './request-handler.js'
import { createRouter } from './router.js'
import { type FailedRequest, type ServerOptions, serverFields } from './server-options.js'
import { createErrorEncoder } from './trpc-error.js'
import { createWaitingRoom } from './waiting-room.js'

/** Options of {@link serveProtocol}. */
export interface ProtocolServerOptions<P extends Protocol> extends ServerOptions {
  readonly protocol: P
  readonly handlers: Handlers<P>
  readonly verifier: RequestVerifier
}

/** The server of a protocol. */
export interface ProtocolServer extends ListeningServer {
  /** Receipts that it gives; null for none. */
  readonly receipts: { readonly counts: ReceiptCounts } | null
  /** Address of the metrics; null without. */
  readonly metrics: { readonly host: string; readonly port: number } | null
}

const protocolServerOptions = optionsOf({
  ...serverFields,
  protocol: protocolField(),
  handlers: handlersField(),
  verifier: made<RequestVerifier>('a verifier of requests', 'claim', 'prove'),
})

const ofReceipts: FailedRequest = { synapse: pathOf(receiptsTarget), hotkey: null, peer: null, nonce: null }

/**
 * Serves a protocol over HTTP: btauth/1 or session/1 in front of tRPC's calls, so that a stock `@trpc/client` httpLink works
 * once its requests are signed. The order is the defense: limits and headers; the claimed caller's admission; the waiting
 * room and the allowance of unproven signatures; the body with its signature and nonce, or its MAC and counter; admission
 * of the proven caller; and only then JSON, schema and handler. `GET /healthz` and `GET /readyz` answer without
 * authentication. Throws CONFIG_INVALID.
 */
export async function serveProtocol<P extends Protocol>(
  options: ProtocolServerOptions<P>,
): Promise<ProtocolServer> {
  const { protocol, handlers } = options
  const parsed = parseOptions(protocolServerOptions, options, 'serveProtocol')
  const { verifier, host, port, limits, onError, onAnswer } = parsed
  const admission = parsed.admission && guardAdmission(parsed.admission)
  const encodeError = createErrorEncoder(createRouter(protocol, handlers))
  const live = createLiveSignals()
  const sessions = parsed.sessions === null ? null : createServerSessions(parsed.sessions)
  const receipts =
    parsed.receipts === null
      ? null
      : createServerReceipts(parsed.receipts, (error) => onError?.(error, ofReceipts))
  const places = createPlaces(limits)
  const room = createWaitingRoom({ limits, priority: (hotkey) => admission?.priority?.(hotkey) ?? 0 })
  const claims = createClaimLimit(limits)
  const isSpoolNeeded = Object.values(protocol).some(({ input }) => carriesBytes(input))
  const spool = createSpool(parsed.spool, isSpoolNeeded)
  let closing = false
  const readiness = () => [admission?.unready?.() ?? [], closing ? 'closing' : []].flat()
  const metrics = parsed.metrics
    ? await createMinerMetrics({
        synapses: [...Object.keys(protocol), pathOf(sessionTarget), pathOf(receiptsTarget)],
        codes: Object.keys(transportError.catalogue),
        receipts: receipts && (() => receipts.counts),
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
  const handle = createRequestHandler({
    ...{ protocol, receive, room, live, receipts, meter, readiness, encodeError, onAnswer, onError },
    handlers: handlers as Handlers<Protocol>,
    isClosing: () => closing,
  })

  const listen = () =>
    listenHttp({
      ...{ host, port, limits, places, live, handle },
      tls: parsed.tls,
      onCertificate: parsed.onCertificate,
      longestDeadlineMs: Math.max(...Object.values(protocol).map(({ deadlineMs }) => deadlineMs)),
      onClosing: () => {
        closing = true
        receipts?.flush()
      },
    })
  const listening =
    metrics && parsed.metrics ? await withMetrics({ metrics, readiness, listen, ...parsed.metrics }) : null
  return { ...(listening ?? { ...(await listen()), metrics: null }), receipts }
}
