import { authHeaders } from '../btauth/headers.js'
import { receiptsHeader } from '../receipts/statements.js'
import { sessionHeaders } from '../session/headers.js'

const address = '^[1-9A-HJ-NP-Za-km-z]+$'

/** Headers of a signed request: name, pattern and description. */
export const signedHeaders = [
  [authHeaders.version, '^1$', 'Version of the signing scheme.'],
  [authHeaders.hotkey, address, 'SS58 address of the caller.'],
  [authHeaders.nonce, '^[0-9]+$', 'Unix time in nanoseconds; fresh for each attempt.'],
  [authHeaders.receiver, address, 'SS58 address of the hotkey of the miner.'],
  [authHeaders.signature, '^(0x)?([0-9a-fA-F]{2}){64}$', 'Signature in hex.'],
] as const

/** Its optional header. */
export const schemeHeader = [
  authHeaders.crypto,
  '^(sr25519|ed25519)$',
  'Scheme of the signature, omitted for sr25519. A miner accepts the scheme that it trusts for the caller.',
] as const

/** Asks for receipts (receipts/1) of earlier answers, which come in the header of the same name. */
const receiptsHeaderOf = [receiptsHeader, '^receipts/1$', 'Asks for receipts of earlier answers.'] as const

/** Headers of a request in a session. */
export const inSessionHeaders = [
  [sessionHeaders.session, '^[0-9a-f]{32}$', 'Id of the session.'],
  [sessionHeaders.counter, '^[1-9][0-9]{0,15}$', 'The next number for each attempt.'],
  [sessionHeaders.expires, '^[0-9]+$', 'Unix time in ms: sending time + 10000.'],
  [sessionHeaders.mac, '^[0-9a-f]{64}$', 'HMAC-SHA256 of the request.'],
] as const

type Header =
  | (typeof signedHeaders | typeof inSessionHeaders)[number]
  | typeof schemeHeader
  | typeof receiptsHeaderOf

/** Both sets of headers as security requirements: all of one set, or all of the other. */
const requirement = (headers: readonly Header[]) => Object.fromEntries(headers.map(([name]) => [name, []]))
export const signed = requirement(signedHeaders)
export const inSession = requirement(inSessionHeaders)

/** All headers that authenticate a request. */
export const authentication: readonly Header[] = [...signedHeaders, schemeHeader, ...inSessionHeaders]
export const allHeaders: readonly Header[] = [...authentication, receiptsHeaderOf]

export const parameterOf = ([name, pattern, description]: Header) => ({
  name,
  in: 'header',
  // The security requirements say which of them belong together.
  required: false,
  description,
  schema: { type: 'string', pattern },
})

/** References to the parameters of headers. */
export const parameters = (headers: readonly Header[]) =>
  headers.map(([header]) => ({ $ref: `#/components/parameters/${header}` }))
