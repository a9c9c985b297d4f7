import { type Ending, isSubnetError } from '@subnetkit/base'
import type { CalleeReceipt, ExchangedBody, ExchangeHashes, MinerEndpoint } from '@subnetkit/core'
import type { Dispatcher } from 'undici'
import { sha256Hex, sha256OfBody } from '../body/body-hash.js'
import type { Spool } from '../body/spool.js'
import type { ClockWatch } from '../clock/clock-watch.js'
import { offsetOfDate } from '../clock/diagnose-clock.js'
import { requestOn, takeConnection } from '../http/connection.js'
import { traceHeader } from '../http/headers.js'
import { wasClosedUnderUs } from '../http/kept-connections.js'
import type { Peer, Pools } from '../http/pools.js'
import { receiptsHeader } from '../receipts/statements.js'
import type { AuthenticatedCall, CallerSession } from '../session/caller-session.js'
import { readAnswer } from './answer.js'
import { checkEndpoint } from './check-endpoint.js'
import { type Asked, absent, malformed, quote, Refusal, unreachable } from './failure.js'
import { formOf, type RequestMessage } from './parts-exchange.js'
import type { PeerSessions } from './peer-sessions.js'
import type { ReceiptCollector } from './receipt-collector.js'
import { refusalOf } from './refusal.js'
import { type RequestSigner, type SignedHeaders, sign, signedText } from './sign.js'

/** Inputs of one exchange. */
export interface ExchangeParameters extends Asked {
  readonly pools: Pools
  readonly signer: RequestSigner
  /** Signature that was made before the time of the miner began, for the first attempt. */
  readonly presigned?: SignedHeaders | null | undefined
  readonly synapse: string
  /** JSON, or a message with binary values whose hash is known. */
  readonly body: RequestMessage
  /** Temporary files for an answer with binary values; absent for one that is JSON. */
  readonly spool?: Spool | undefined
  readonly maxBytes: number
  readonly signal: Ending
  /** W3C trace context; no signature covers it. */
  readonly trace?: string | undefined
  /** Compares our clock with those of the miners that answer. */
  readonly clocks: ClockWatch
  readonly sessions: PeerSessions
  /** Is called when the last byte of the answer is there, before it is looked at. */
  readonly onArrival?: (() => void) | undefined
  /** Receives the hashes of an answer that came whole, where receipts are collected. */
  readonly onExchange?: ((exchange: ExchangeHashes) => void) | undefined
  /** Receives the receipts of calls that the miner made for its answer. */
  readonly onCallees?: ((callees: readonly CalleeReceipt[]) => void) | undefined
  /** Null if no receipts are collected, and for a request for receipts itself. */
  readonly receipts: ReceiptCollector | null
}

/**
 * Sends one call, in a session or signed, and returns the answer with its body unread if the status is a success. If a
 * kept connection turns out to be closed, the call is authenticated and sent once more on a new one; likewise if the
 * miner no longer knows the session. Throws a {@link Refusal} for any other status, RESPONSE_MALFORMED for a compressed
 * answer, MINER_UNREACHABLE if the time passed without a connection, and QUERY_FAILED for what is no endpoint.
 */
export async function openAnswer(parameters: ExchangeParameters): Promise<OpenAnswer> {
  const { endpoint, pools, sessions, signal } = parameters
  checkEndpoint(endpoint)
  const origin = pools.originOf(endpoint)
  if (origin === null) throw absent(parameters, 'it is no address that can be called')
  const session = await sessions.find(origin, endpoint, signal)
  try {
    return await attempt(parameters, origin, session)
  } catch (error) {
    if (!session || !(error instanceof Refusal) || !isSessionLost(error)) throw error
    sessions.drop(origin, endpoint, session)
    return await attempt(
      { ...parameters, presigned: null },
      origin,
      await sessions.find(origin, endpoint, signal),
    )
  }
}

/** The miner restarted, forgot the session, or no longer keeps any and takes the request for an unsigned one. */
function isSessionLost({ failure }: Refusal): boolean {
  return failure.code === 'SESSION_UNKNOWN' || failure.code === 'AUTH_MALFORMED'
}

async function attempt(
  parameters: ExchangeParameters,
  origin: string,
  session: CallerSession | null,
): Promise<OpenAnswer> {
  const { pools, endpoint, maxBytes, signal } = parameters
  // Looked up at the last moment: by the time of the call another query may have closed it.
  let peer = pools.get(origin)
  const before = { ...peer.connections }
  let sent: Sent
  try {
    sent = await send(parameters, peer, session).catch((error: unknown) => {
      if (signal.aborted || !wasClosedUnderUs(error)) throw error
      peer = pools.renew(origin, peer)
      return send({ ...parameters, presigned: null }, peer, session)
    })
  } catch (error) {
    if (!signal.aborted || isSubnetError(error, 'QUERY_FAILED')) throw error
    const wasConnected = before.open > 0 || peer.connections.made > before.made
    throw wasConnected ? error : unreachable(parameters, `none was made within ${parameters.deadlineMs} ms`)
  }
  const { response } = sent
  if (response.statusCode >= 200 && response.statusCode <= 299) {
    checkEncoding(endpoint, response)
    return { origin, ...sent }
  }
  const body = await readAnswer(response.body, maxBytes, endpoint)
  throw refusalOf(parameters, response, body.toString('utf8'))
}

/** Throws RESPONSE_MALFORMED for a compressed answer, which is not read at all. */
function checkEncoding(endpoint: MinerEndpoint, { headers, body }: Dispatcher.ResponseData): void {
  const encoding = String(headers['content-encoding'] ?? 'identity')
  if (encoding.toLowerCase() === 'identity') return
  body.on('error', () => {}).destroy()
  throw malformed(endpoint, `its content encoding is ${quote(encoding)}`)
}

/** A success whose body is not read yet. */
export interface OpenAnswer extends Sent {
  readonly origin: string
}

interface Sent {
  readonly response: Dispatcher.ResponseData
  /** Null for a signed request. */
  readonly call: AuthenticatedCall | null
  /** Notes the whole body of the answer for its receipt. */
  readonly note: (status: number, body: ExchangedBody) => void
}

async function send(
  parameters: ExchangeParameters,
  peer: Peer,
  session: CallerSession | null,
): Promise<Sent> {
  const { endpoint, synapse, body, signal, clocks, receipts, presigned, trace } = parameters
  const path = `/${synapse}`
  const taken = takeConnection(peer, signal)
  const connection = taken instanceof Promise ? await taken : taken
  const { channel } = connection
  const parts = { method: 'POST', target: path, body, channel }
  const call = session?.authenticate(parts, Date.now()) ?? null
  const signed = call?.headers ?? presigned ?? sign(parameters, path)
  const auth = signed instanceof Promise ? await signed : signed
  const sentAtMs = Date.now()
  const { headers: form, body: sent } = formOf(body, endpoint)
  const headers: Record<string, string> = Object.assign({}, auth, form, receipts?.headers)
  if (trace) headers[traceHeader] = trace
  const response = await requestOn(connection, { method: 'POST', path, headers, body: sent, signal })
  const offsetMs = offsetOfDate(response.headers.date, { sentAtMs, receivedAtMs: Date.now() })
  if (offsetMs !== null) clocks.note(endpoint.hotkey, offsetMs)
  return {
    response,
    call,
    note(status, answer) {
      if (receipts === null) return
      const text = call?.text ?? signedText(parameters, path, auth)
      const carried = response.headers[receiptsHeader.toLowerCase()]
      parameters.onExchange?.({ request: sha256Hex(text), body: sha256OfBody(answer) })
      const exchanged = { request: { text, body: kept(body) }, answer: { status, body: kept(answer) } }
      receipts.note(endpoint, exchanged, carried)
    },
  }
}

/** Binary messages are not kept: the receipt of one proves its hash. */
function kept(body: ExchangedBody): ExchangedBody {
  return body instanceof Uint8Array ? body : { sha256: body.sha256 }
}
