import { isSubnetError, reasonOf, type SubnetError } from '@subnetkit/base'
import type { MinerEndpoint, QueryResult } from '@subnetkit/core'
import { transportError } from '../errors/transport-error.js'
import { AddressRefused } from '../http/checked-connector.js'

/** A query as its failures name it. */
export interface Asked {
  readonly endpoint: MinerEndpoint
  readonly deadlineMs: number
}

type Failed = Exclude<QueryResult<never>, { readonly kind: 'ok' }>
type WithoutTime<T> = T extends unknown ? Omit<T, 'latencyMs'> : never
/** A result without an answer, before it is timed. */
export type Failure = WithoutTime<Failed>

/** A status other than success. */
export class Refusal extends Error {
  readonly failure: Failure
  constructor(failure: Failure & { readonly kind: 'refused' }) {
    super(failure.reason)
    this.failure = failure
  }
}

export function absent({ endpoint }: Pick<Asked, 'endpoint'>, detail: string) {
  return transportError('RESPONSE_ABSENT', { endpoint: nameOf(endpoint), detail })
}

export function unreachable({ endpoint }: Pick<Asked, 'endpoint'>, detail: string) {
  return transportError('MINER_UNREACHABLE', { endpoint: nameOf(endpoint), detail })
}

export function malformed(endpoint: MinerEndpoint, detail: string, cause?: unknown) {
  return transportError('RESPONSE_MALFORMED', { endpoint: nameOf(endpoint), detail }, { cause })
}

export function aborted(endpoint: MinerEndpoint, detail: string) {
  return transportError('QUERY_ABORTED', { endpoint: nameOf(endpoint), detail })
}

export function unsent(endpoint: MinerEndpoint, cause: unknown) {
  const detail = quote(reasonOf(cause))
  const fix = isSubnetError(cause)
    ? cause.fix
    : 'Check the key that signs and the limits of this machine, such as open files.'
  return transportError('QUERY_FAILED', { endpoint: nameOf(endpoint), detail, fix }, { cause })
}

/** Foreign text that is safe to embed in our own: one printable line of bounded length. */
export function quote(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
}

export function nameOf({ host, port }: MinerEndpoint): string {
  return quote(`${host}:${port}`)
}

const kinds: Readonly<Record<string, 'absent' | 'malformed' | 'ours'>> = {
  RESPONSE_ABSENT: 'absent',
  MINER_UNREACHABLE: 'absent',
  AXON_NOT_PUBLIC: 'absent',
  RESPONSE_MALFORMED: 'malformed',
  STREAM_CUT: 'malformed',
  CLIENT_BUSY: 'ours',
  CALLER_STALLED: 'ours',
  SPOOL_FULL: 'ours',
  SPOOL_FAILED: 'ours',
  QUESTION_TOO_LARGE: 'ours',
  QUERY_ABORTED: 'ours',
  QUERY_FAILED: 'ours',
  STREAM_UNREAD: 'ours',
}

/** Returns the result for anything that a query threw. */
export function failureOf(thrown: unknown, asked: Asked): Failure {
  if (thrown instanceof Refusal && thrown.failure.code !== 'HANDLER_TOO_SLOW') return thrown.failure
  const error = isSubnetError(thrown) && Object.hasOwn(kinds, thrown.code) ? thrown : errorOf(thrown, asked)
  const { code, message: reason, fix } = error
  const kind = kinds[code] ?? 'ours'
  return kind === 'ours' ? { kind, code, reason, fix } : { kind, code, reason }
}

/** Names and codes of undici's errors for bytes that are not a proper answer. */
const brokenAnswer =
  /^(HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|UND_ERR_RES_EXCEEDED_MAX_SIZE)$/
/**
 * Codes of the system that mean that there was no connection, without an answer from the other machine. ECONNREFUSED is
 * not one of them: the machine answered, so this side has a line.
 */
const noConnection =
  /^(ENETUNREACH|ENETDOWN|EHOSTUNREACH|EHOSTDOWN|EADDRNOTAVAIL|EAI_AGAIN|ENOTFOUND|UND_ERR_CONNECT_TIMEOUT)$/
/** Codes of a handshake with an end that speaks no TLS, or not ours. */
const notTls = /^(ERR_SSL_\w+|EPROTO)$/
/** Codes of limits of this machine. */
const ownLimit = /^(EMFILE|ENFILE|ENOBUFS|ENOMEM)$/

function errorOf(thrown: unknown, asked: Asked): SubnetError {
  // Both ends have the same deadline: which of them notices first must not matter.
  if (thrown instanceof Refusal) return absent(asked, 'the deadline of its handler passed')
  const parts: { name?: string; code?: string; message?: string; syscall?: string } = Object(thrown)
  const { name = '', code = '', message = '', syscall = '' } = parts
  // The text of OpenSSL is for those who debug it.
  const detail = notTls.test(code)
    ? `it does not speak TLS 1.3 (${code})`
    : quote(message || code || String(thrown))
  if (thrown instanceof AddressRefused) {
    const endpoint = nameOf(asked.endpoint)
    return transportError('AXON_NOT_PUBLIC', { endpoint, address: thrown.address }, { cause: thrown })
  }
  if (ownLimit.test(code)) return unsent(asked.endpoint, thrown)
  if (brokenAnswer.test(name) || brokenAnswer.test(code)) return malformed(asked.endpoint, detail, thrown)
  const isUnreachable = noConnection.test(code) || (code === 'ETIMEDOUT' && syscall === 'connect')
  return isUnreachable ? unreachable(asked, detail) : absent(asked, detail)
}
