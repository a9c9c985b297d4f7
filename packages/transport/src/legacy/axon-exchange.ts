import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { SubnetError } from '@subnetkit/base'
import type { Keypair } from '@subnetkit/wallet'
import { transportError } from '../errors/transport-error.js'
import { bodyHash } from './body-hash.js'
import type { ExactJson } from './exact-json.js'
import { type LegacyBody, writeLegacyBody } from './legacy-body.js'
import { buildLegacyHeaders, headerText, type LegacyHeaders } from './legacy-headers.js'
import type { LegacyRoute } from './legacy-route.js'
import { hashSynapse, requiredFields } from './legacy-synapse.js'
import { signLegacyRefusal } from './signature.js'
import { emptyTerminal, type TerminalInfo } from './terminal-info.js'

/** SDK version that our side reports: 10.2.0. */
export const SPOKEN_VERSION = 10_002_000

/** `timeout` of a synapse that names none, in seconds. */
const defaultTimeout = 12

/** Context of this axon: its key, its address and its clock. */
export interface AxonIdentity {
  readonly keypair: Keypair
  readonly uuid: string
  readonly now: () => bigint
}

/** One request in an axon; each step adds to it. */
export interface AxonExchange {
  readonly request: IncomingMessage
  readonly startedAt: number
  /** Unknown until the route and the headers are known; then answers carry more. */
  claim: { readonly route: LegacyRoute; readonly headers: LegacyHeaders } | null
}

export interface LegacyAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * An answer 200: every field of the synapse, and the headers that a v10 dendrite reads.
 * Throws HANDLER_FAILED when it is larger than the synapse allows.
 */
export function successAnswer(
  identity: AxonIdentity,
  exchange: AxonExchange,
  body: LegacyBody,
  values: ReadonlyMap<string, ExactJson>,
): LegacyAnswer {
  const { route, headers: asked } = exchange.claim!
  const timeoutSeconds = body.timeoutSeconds ?? asked.timeoutSeconds ?? defaultTimeout
  const dendrite = body.dendrite.hotkey === null ? asked.dendrite : body.dendrite
  const axon: TerminalInfo = {
    ...emptyTerminal,
    ...outcome(exchange, 200, 'Success'),
    ip: asked.axon.ip,
    port: asked.axon.port,
    hotkey: identity.keypair.address,
  }
  const text = writeLegacyBody({
    synapse: route.synapse,
    values,
    timeoutSeconds,
    totalSize: body.totalSize,
    axon,
    dendrite,
  })
  const { name: synapse, maxBytes } = route.synapse
  if (Buffer.byteLength(text) > maxBytes) {
    throw transportError('HANDLER_FAILED', {
      synapse,
      detail: `gave an answer larger than ${maxBytes} bytes`,
    })
  }
  const headers = buildLegacyHeaders({
    name: synapse,
    timeoutSeconds,
    axon,
    dendrite,
    required: requiredFields(route.synapse, values),
    ...sizes(exchange, text),
    bodyHash: hashSynapse(route.synapse, values, timeoutSeconds),
  })
  return { status: 200, headers: printable(headers), body: text }
}

/** An answer to a request that was not served. */
export function refusalAnswer(
  identity: AxonIdentity,
  exchange: AxonExchange,
  status: number,
  message: string,
): LegacyAnswer {
  const body = JSON.stringify({ message })
  const told = outcome(exchange, status, message)
  const headers = exchange.claim
    ? refusalHeaders(identity, exchange.claim, exchange, told, body)
    : buildLegacyHeaders({
        name: 'Synapse',
        timeoutSeconds: defaultTimeout,
        axon: { ...emptyTerminal, ...told },
        dendrite: emptyTerminal,
        required: new Map(),
        ...sizes(exchange, body),
        bodyHash: bodyHash([]),
      })
  return { status, headers: printable(headers), body }
}

function refusalHeaders(
  { keypair, uuid, now }: AxonIdentity,
  { route, headers: asked }: NonNullable<AxonExchange['claim']>,
  exchange: AxonExchange,
  told: Partial<TerminalInfo>,
  body: string,
): Record<string, string> {
  const nonce = now()
  const dendriteHotkey = asked.dendrite.hotkey ?? ''
  const { remoteAddress = null, remotePort = null } = exchange.request.socket
  return buildLegacyHeaders({
    name: route.synapse.name,
    timeoutSeconds: asked.timeoutSeconds ?? defaultTimeout,
    axon: {
      ...emptyTerminal,
      ...told,
      ip: asked.axon.ip,
      port: asked.axon.port,
      version: SPOKEN_VERSION,
      nonce,
      uuid,
      hotkey: keypair.address,
      signature: signLegacyRefusal(keypair, { nonce, dendriteHotkey, uuid }),
    },
    dendrite: { ...asked.dendrite, ip: remoteAddress, port: remotePort },
    required: asked.inputObjects,
    ...sizes(exchange, body),
    bodyHash: asked.bodyHash ?? bodyHash([]),
  })
}

/** Message to callers for a failure inside the axon; the number finds it in the log. */
export function failureMessage(): string {
  return `Internal Server Error #${randomUUID()}`
}

/** Reported to the operator of the axon, with the message that the caller got. */
export interface LegacyFailure {
  readonly synapse: string
  /** As claimed; proven unless the error is one of verification. */
  readonly hotkey: string | null
  readonly error: SubnetError
  readonly message: string
}

function outcome(exchange: AxonExchange, statusCode: number, statusMessage: string): Partial<TerminalInfo> {
  return { statusCode, statusMessage, processTime: (performance.now() - exchange.startedAt) / 1000 }
}

function sizes({ request }: AxonExchange, body: string) {
  const headerSize = request.rawHeaders.reduce((sum, text) => sum + text.length, 0)
  return { headerSize: BigInt(headerSize), totalSize: BigInt(headerSize + Buffer.byteLength(body)) }
}

function printable(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, headerText(value)]))
}
