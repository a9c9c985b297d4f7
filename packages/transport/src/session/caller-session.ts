import { decodeAddress } from '@subnetkit/wallet'
import type { HashedBody } from '../body/body-hash.js'
import { completeHandshake, type Hello, type Welcome } from './handshake.js'
import { sessionHeaders, sessionVersion } from './headers.js'
import { createEphemeralKey, type EphemeralKey, type SessionKeys } from './keys.js'
import { macMatches, macOf } from './mac.js'
import { answerPayload, requestPayload, streamPayload } from './payload.js'

/** Lifetime of one request, in ms. */
const requestLifetimeMs = 10_000

/** First half of a handshake, kept until the answer. */
export interface StartedHandshake {
  readonly ephemeral: EphemeralKey
  readonly hello: Hello
}

/** Request as it is sent. */
export interface SessionCall {
  readonly method: string
  readonly target: string
  readonly body: HashedBody
  readonly channel: string
}

/** A request's headers, and the check of its answer. */
export interface AuthenticatedCall {
  readonly headers: Readonly<Record<string, string>>
  /** The text under the MAC of the request. */
  readonly text: string
  /** True for an answer with the MAC of this session for this request. */
  isAnsweredBy(answer: { readonly status: number; readonly body: HashedBody; readonly mac: string }): boolean
  /** Same for a stream; `sha256` is that of its chunk records, as counted here. */
  isStreamedBy(stream: { readonly status: number; readonly sha256: string; readonly mac: string }): boolean
}

/** A session as its caller holds it. */
export interface CallerSession {
  readonly id: string
  /** End by the miner's clock, Unix time in ms. */
  readonly expires: number
  /** Authenticates one request with the next counter. */
  authenticate(call: SessionCall, time: number): AuthenticatedCall
}

export function startHandshake(
  options: { readonly lifetime: number; readonly channel: string },
  seed?: Uint8Array,
): StartedHandshake {
  const ephemeral = createEphemeralKey(seed)
  return { ephemeral, hello: { version: sessionVersion, key: ephemeral.publicKey, ...options } }
}

/** The session of a handshake; null for an answer that does not prove its keys. Throws SESSION_MALFORMED for a key of low order. */
export function finishHandshake(
  { ephemeral, hello }: StartedHandshake,
  welcome: Welcome,
  ends: {
    readonly caller: string
    readonly miner: string
    readonly nonce: bigint
    /** Refuses an answer that the miner did not sign. */
    readonly mustSign: boolean
  },
): CallerSession | null {
  const { caller, miner, nonce, mustSign } = ends
  const { key: minerKey, session, expires } = welcome
  const { channel } = hello
  const transcript = { caller, miner, callerKey: hello.key, minerKey, nonce, session, expires, channel }
  const keys = completeHandshake(ephemeral, transcript, welcome, {
    publicKey: decodeAddress(miner),
    mustSign,
  })
  return keys && createCallerSession(session, expires, keys)
}

function createCallerSession(id: string, expires: number, keys: SessionKeys): CallerSession {
  let last = 0
  return {
    id,
    expires,
    authenticate(call, time) {
      const counter = ++last
      const requestExpires = time + requestLifetimeMs
      const payload = requestPayload({ session: id, counter, expires: requestExpires, ...call })
      const requestMac = macOf(keys.request, payload)
      return {
        headers: {
          [sessionHeaders.session]: id,
          [sessionHeaders.counter]: `${counter}`,
          [sessionHeaders.expires]: `${requestExpires}`,
          [sessionHeaders.mac]: requestMac,
        },
        text: payload,
        isAnsweredBy: ({ status, body, mac }) =>
          macMatches(keys.answer, answerPayload({ requestMac, status, body }), mac),
        isStreamedBy: ({ status, sha256, mac }) =>
          macMatches(keys.answer, streamPayload({ requestMac, status, sha256 }), mac),
      }
    },
  }
}
