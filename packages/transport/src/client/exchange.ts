import { isIP } from 'node:net'
import { reasonOf } from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import type { Dispatcher } from 'undici'
import { z } from 'zod'
import { signRequest } from '../btauth/sign-request.js'
import type { ClockWatch } from '../clock/clock-watch.js'
import { offsetOfDate } from '../clock/diagnose-clock.js'
import { transportError } from '../errors/transport-error.js'
import { wasClosedUnderUs } from '../http/kept-connections.js'
import type { Peer, Pools } from '../http/pools.js'
import type { AuthenticatedCall, CallerSession } from '../session/caller-session.js'
import { noChannel } from '../session/channel.js'
import { sessionHeaders } from '../session/headers.js'
import { type Asked, absent, malformed, nameOf, quote, Refusal, unreachable, unsent } from './failure.js'
import type { PeerSessions } from './peer-sessions.js'
import { retryAfterMs } from './retry-after.js'

/** Inputs of one signed exchange. */
export interface ExchangeParameters extends Asked {
  readonly pools: Pools
  readonly keypair: Keypair
  readonly synapse: string
  readonly body: Buffer
  readonly maxBytes: number
  readonly signal: AbortSignal
  /** Compares our clock with those of the miners that answer. */
  readonly clocks: ClockWatch
  readonly sessions: PeerSessions
}

/** `http://host:port`, or null if the miner published an invalid address. */
export function originOf({ host, port }: MinerEndpoint): string | null {
  const isName = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(host)
  const family = isIP(host)
  if ((family === 0 && !isName) || !Number.isInteger(port) || port < 1 || port > 65_535) return null
  const origin = `http://${family === 6 ? `[${host}]` : host}:${port}`
  if (!URL.canParse(origin)) return null
  // Other ways to write an address, such as 127.1 or 2130706433, are read as one by the parser.
  return family === 6 || new URL(origin).hostname === host.toLowerCase() ? origin : null
}

/**
 * Sends one tRPC mutation, in a session or signed, and returns its data. If a kept connection turns out to be closed, it
 * is authenticated and sent once more on a new one; likewise if the miner no longer knows the session. Throws
 * RESPONSE_MALFORMED for an answer of too many bytes, of another form or without the MAC of its session, a
 * {@link Refusal} for a status other than success, and MINER_UNREACHABLE if the time passed without a connection.
 */
export async function exchange(parameters: ExchangeParameters): Promise<unknown> {
  const { endpoint, sessions, signal } = parameters
  const origin = originOf(endpoint)
  if (origin === null) throw absent(parameters, 'it is no address that can be called')
  const session = await sessions.find(origin, endpoint, signal)
  try {
    return await attempt(parameters, origin, session)
  } catch (error) {
    if (!session || !(error instanceof Refusal) || !isSessionLost(error)) throw error
    sessions.drop(origin, endpoint, session)
    return await attempt(parameters, origin, await sessions.find(origin, endpoint, signal))
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
): Promise<unknown> {
  const { pools, endpoint, maxBytes, signal, sessions } = parameters
  // Looked up at the last moment: by the time of the call another query may have closed it.
  let peer = pools.get(origin)
  const before = { ...peer.connections }
  let sent: Sent
  try {
    sent = await send(parameters, peer, session).catch((error: unknown) => {
      if (signal.aborted || !wasClosedUnderUs(error)) throw error
      peer = pools.renew(origin, peer)
      return send(parameters, peer, session)
    })
  } catch (error) {
    if (!signal.aborted) throw error
    const wasConnected = before.open > 0 || peer.connections.made > before.made
    throw wasConnected ? error : unreachable(parameters, reasonOf(signal.reason))
  }
  const { response, call } = sent
  const body = await readAll(response.body, maxBytes, endpoint)
  const text = body.toString('utf8')
  const status = response.statusCode
  if (status < 200 || status > 299) throw refusalOf(parameters, response, text)
  const mac = String(response.headers[sessionHeaders.mac.toLowerCase()] ?? '')
  if (call && !call.isAnsweredBy({ status, body, mac })) {
    throw malformed(endpoint, 'it does not have the MAC of the session')
  }
  const result = parseResult(text, endpoint)
  if (!call) sessions.noteAnswer(origin, endpoint)
  return result
}

interface Sent {
  readonly response: Dispatcher.ResponseData
  /** Null for a signed request. */
  readonly call: AuthenticatedCall | null
}

async function send(
  parameters: ExchangeParameters,
  { pool }: Peer,
  session: CallerSession | null,
): Promise<Sent> {
  const { endpoint, synapse, body, signal, clocks } = parameters
  const path = `/${synapse}`
  const sentAtMs = Date.now()
  const parts = { method: 'POST', target: path, body, channel: noChannel }
  const call = session?.authenticate(parts, sentAtMs) ?? null
  const headers = { ...(call?.headers ?? sign(parameters, path)), 'content-type': 'application/json' }
  const response = await pool.request({ method: 'POST', path, headers, body, signal })
  const offsetMs = offsetOfDate(response.headers.date, { sentAtMs, receivedAtMs: Date.now() })
  if (offsetMs !== null) clocks.note(endpoint.hotkey, offsetMs)
  return { response, call }
}

/** Each attempt is signed anew, with a nonce of its own. */
function sign({ keypair, endpoint, body }: ExchangeParameters, target: string) {
  try {
    return signRequest({ keypair, method: 'POST', target, body, receiver: endpoint.hotkey })
  } catch (cause) {
    throw unsent(endpoint, cause)
  }
}

async function readAll(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
  endpoint: MinerEndpoint,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let received = 0
  for await (const chunk of body) {
    received += chunk.length
    // Leaving the loop destroys the body and with it the connection.
    if (received > maxBytes) throw malformed(endpoint, `it is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, received)
}

/** tRPC's envelope of a success; any other body with a success status is not an answer. */
const resultEnvelope = z.looseObject({
  result: z.looseObject({ data: z.unknown().optional() }),
  error: z.never().optional(),
})

function parseResult(text: string, endpoint: MinerEndpoint): unknown {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch (cause) {
    throw malformed(endpoint, 'it is not JSON', cause)
  }
  const parsed = resultEnvelope.safeParse(answer)
  if (!parsed.success) throw malformed(endpoint, 'it is not a tRPC result')
  return parsed.data.result.data
}

function refusalOf(
  { endpoint, clocks }: ExchangeParameters,
  { statusCode: status, headers }: Dispatcher.ResponseData,
  text: string,
): Refusal {
  const stated = statedIn(text)
  const said = stated ? quote(`${stated.code}: ${stated.message}`) : 'and no reason'
  // A stale nonce is explained by the clocks.
  const detail = stated?.code === 'AUTH_STALE' ? `${said}; ${clocks.diagnose().text}` : said
  const error = transportError('RESPONSE_REFUSED', { endpoint: nameOf(endpoint), status, detail })
  const isKnown = stated !== null && Object.hasOwn(transportError.catalogue, stated.code)
  return new Refusal({
    kind: 'refused',
    code: isKnown ? stated.code : error.code,
    reason: error.message,
    status,
    retryAfterMs: retryAfterMs(headers['retry-after']),
  })
}

/** Reason for a miner's refusal, if it uses our error shape. */
function statedIn(text: string): { readonly code: string; readonly message: string } | null {
  try {
    const { code, message } = JSON.parse(text).error.data.subnetkit
    return typeof code === 'string' ? { code, message: String(message) } : null
  } catch {
    return null
  }
}
