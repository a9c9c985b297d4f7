import { type HashedBody, sha256Hex, sha256OfBody } from '../body/body-hash.js'
import { transportError } from '../errors/transport-error.js'
import { sessionVersion } from './headers.js'

/** Facts that both ends of a handshake agree on; the keys of the session depend on each. */
export interface SessionTranscript {
  /** SS58 address that signed the handshake. */
  readonly caller: string
  /** SS58 address that the handshake was addressed to. */
  readonly miner: string
  /** Ephemeral X25519 public key of the caller, 64 hex digits. */
  readonly callerKey: string
  /** Ephemeral X25519 public key of the miner, 64 hex digits. */
  readonly minerKey: string
  /** Nonce of the btauth/1 signature over the handshake. */
  readonly nonce: bigint
  /** Id of the session, 32 hex digits. */
  readonly session: string
  /** End of the session by the miner's clock, Unix time in ms. */
  readonly expires: number
  /** TLS exporter of the handshake's connection, 64 hex digits, or `-` without TLS. */
  readonly channel: string
}

/** Parts of a request that its MAC covers. */
export interface SessionRequest {
  readonly session: string
  readonly counter: number
  /** Time after which the request is no longer valid, Unix time in ms. */
  readonly expires: number
  readonly method: string
  /** Path and query exactly as on the wire. */
  readonly target: string
  readonly body: HashedBody
  /** TLS exporter of the connection that carries the request, or `-` without TLS. */
  readonly channel: string
}

/** Parts of an answer that its MAC covers. */
export interface SessionAnswer {
  /** MAC of the request that it answers. */
  readonly requestMac: string
  readonly status: number
  readonly body: HashedBody
}

/** Text whose hash is the salt of the keys, and which a miner with a key signs. */
export function transcriptPayload(transcript: SessionTranscript): string {
  const { caller, miner, callerKey, minerKey, nonce, session, expires, channel } = transcript
  return lines('handshake', caller, miner, callerKey, minerKey, `${nonce}`, session, `${expires}`, channel)
}

/** Text under the proof of a handshake's answer. */
export function proofPayload(transcript: SessionTranscript): string {
  return lines('proof', sha256Hex(transcriptPayload(transcript)))
}

/** Text under the MAC of a request. Throws SESSION_MALFORMED when a part holds a line break. */
export function requestPayload(request: SessionRequest): string {
  const { session, counter, expires, method, target, body, channel } = request
  const [verb, hash] = [method.toUpperCase(), sha256OfBody(body)]
  return lines('request', session, `${counter}`, `${expires}`, verb, target, hash, channel)
}

/** Text under the MAC of an answer. */
export function answerPayload({ requestMac, status, body }: SessionAnswer): string {
  return lines('answer', requestMac, `${status}`, sha256OfBody(body))
}

/** Text under the MAC of a stream's end record; `sha256` is that of all its chunk records. */
export function streamPayload(stream: Omit<SessionAnswer, 'body'> & { readonly sha256: string }): string {
  const { requestMac, status, sha256 } = stream
  return lines('stream', requestMac, `${status}`, sha256)
}

/** A line break in a part would let two different messages read the same. */
function lines(kind: string, ...parts: readonly string[]): string {
  if (parts.some((part) => /[\r\n]/.test(part))) {
    throw transportError('SESSION_MALFORMED', { detail: 'an authenticated part holds a line break' })
  }
  return [`${sessionVersion} ${kind}`, ...parts].join('\n')
}
