import { authHeaders, type HeaderPairs } from '../btauth/headers.js'
import { transportError } from '../errors/transport-error.js'
import { sessionHeaders } from './headers.js'

/** Headers of a session request, well formed but not proven. */
export interface SessionClaim {
  readonly session: string
  readonly counter: number
  readonly expires: number
  readonly mac: string
}

type Role = keyof typeof sessionHeaders

const roles = new Map(
  Object.entries(sessionHeaders).map(([role, name]) => [name.toLowerCase(), role as Role] as const),
)
const signedHeaders = new Set<string>(Object.values(authHeaders).map((name) => name.toLowerCase()))

const forms: Readonly<Record<Role, readonly [RegExp, string]>> = {
  session: [/^[0-9a-f]{32}$/, '32 lower-case hex digits'],
  counter: [/^[1-9][0-9]{0,15}$/, 'a decimal from 1 to 9007199254740991'],
  expires: [/^[1-9][0-9]{0,15}$/, 'Unix time in ms, decimal'],
  mac: [/^[0-9a-f]{64}$/, '64 lower-case hex digits'],
}

/**
 * Reads the four headers of a session request; null for a request that has none of them. Throws SESSION_MALFORMED for
 * a header that is missing, sent twice or badly formed, and for a request that is signed as well: it would not be clear
 * which of the two counts.
 */
export function readSessionClaim(headers: HeaderPairs): SessionClaim | null {
  const found: Partial<Record<Role, string>> = {}
  let signed = false
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    signed ||= signedHeaders.has(lower)
    const role = roles.get(lower)
    if (!role) continue
    if (found[role] !== undefined) malformedSession(`${sessionHeaders[role]} is sent more than once`)
    found[role] = value
  }
  if (Object.keys(found).length === 0) return null
  if (signed) malformedSession('the request has X-Bittensor-* headers as well')
  return {
    session: read(found, 'session'),
    counter: readInteger(found, 'counter'),
    expires: readInteger(found, 'expires'),
    mac: read(found, 'mac'),
  }
}

function read(found: Partial<Record<Role, string>>, role: Role): string {
  const [form, expected] = forms[role]
  const value = found[role]
  if (value === undefined) malformedSession(`${sessionHeaders[role]} is missing`)
  if (!form.test(value)) malformedSession(`${sessionHeaders[role]} must be ${expected}`)
  return value
}

function readInteger(found: Partial<Record<Role, string>>, role: Role): number {
  const value = Number(read(found, role))
  if (!Number.isSafeInteger(value)) malformedSession(`${sessionHeaders[role]} must be ${forms[role][1]}`)
  return value
}

export function malformedSession(detail: string): never {
  throw transportError('SESSION_MALFORMED', { detail })
}
