import { randomBytes } from 'node:crypto'
import { callback, integer, milliseconds, optionsOf, parseOptions } from '@subnetkit/base'
import type { Keypair } from '@subnetkit/wallet'
import type { HashedBody } from '../body/body-hash.js'
import { transportError } from '../errors/transport-error.js'
import { keypairField } from '../http/option-fields.js'
import { malformedSession, type SessionClaim } from './claim.js'
import { acceptHandshake, helloSchema, type Welcome } from './handshake.js'
import { createEphemeralKey, type SessionKeys } from './keys.js'
import { macMatches, macOf } from './mac.js'
import { answerPayload, requestPayload, streamPayload } from './payload.js'
import { createReplayWindow, type ReplayWindow } from './replay-window.js'

/** Options of the sessions that a miner keeps. */
export interface ServerSessionOptions {
  /** Maximum lifetime of a session, in ms. @default 600000 */
  readonly lifetimeMs?: number | undefined
  /** Time without a request after which a session is forgotten, in ms. @default 300000 */
  readonly idleMs?: number | undefined
  /** Maximum number of sessions; beyond it, the least recently used one is forgotten. @default 1024 */
  readonly maxSessions?: number | undefined
  /** Maximum number of sessions of one caller. @default 8 */
  readonly maxSessionsPerHotkey?: number | undefined
  /**
   * Key of the miner (sr25519), to sign handshakes with so that callers can authenticate its answers.
   * @default none: answers are bound to the session, but not to the miner's hotkey
   */
  readonly keypair?: Keypair | undefined
  /** Unix time in ms. @default Date.now */
  readonly now?: (() => number) | undefined
  /** Source of ids and keys. @default randomBytes of node:crypto */
  readonly random?: ((size: number) => Uint8Array) | undefined
}

/** A handshake whose btauth/1 signature verified. */
interface ProvenHandshake {
  readonly caller: string
  /** Receiver that the signature names; null is refused. */
  readonly miner: string | null
  readonly nonce: bigint
  readonly body: Uint8Array
  /** Channel of its connection. */
  readonly channel: string
}

/** Session that a request claims to belong to. */
interface ClaimedSession {
  readonly hotkey: string
  /**
   * Checks the MAC, then the counter; returns the functions that authenticate the answer. Throws SESSION_BAD_MAC or
   * SESSION_REPLAYED.
   */
  prove(request: {
    readonly method: string
    readonly target: string
    readonly body: HashedBody
    readonly channel: string
  }): AnswerMacs
}

/** MACs of the answer to one request: of a body, or of a stream by the hash of its chunk records. */
interface AnswerMacs {
  ofBody(status: number, body: HashedBody): string
  ofStream(status: number, sha256: string): string
  /** The text under the MAC of the request. */
  readonly requestText: string
}

/** Sessions of one miner, in the memory of this process. */
export interface ServerSessions {
  /** Opens a session. Throws SESSION_MALFORMED or SESSION_WRONG_CHANNEL. */
  open(handshake: ProvenHandshake): Welcome
  /** Checks what the headers tell. Throws SESSION_UNKNOWN or SESSION_STALE. */
  claim(claim: SessionClaim): ClaimedSession
}

interface Entry {
  readonly hotkey: string
  readonly keys: SessionKeys
  readonly expires: number
  readonly window: ReplayWindow
  lastUsed: number
}

/** Maximum time by which a request may expire in the future, in ms: a lifetime of 10 s and 2 s of clock skew. */
const maxExpiryAheadMs = 12_000

export const serverSessionOptions = optionsOf({
  lifetimeMs: milliseconds().default(600_000),
  idleMs: milliseconds().default(300_000),
  maxSessions: integer(1).default(1_024),
  maxSessionsPerHotkey: integer(1).default(8),
  keypair: keypairField().optional(),
  now: callback<() => number>().default(() => () => Date.now()),
  random: callback<(size: number) => Uint8Array>().default(() => (size: number) => randomBytes(size)),
})

/** Creates the sessions of a miner. They end with the process: callers then open new ones. */
export function createServerSessions(options: ServerSessionOptions = {}): ServerSessions {
  const parsed = parseOptions(serverSessionOptions, options, 'sessions')
  const { lifetimeMs, idleMs, maxSessions, maxSessionsPerHotkey, keypair, now, random } = parsed
  // Least recently used first.
  const entries = new Map<string, Entry>()

  // A clock that stepped back by more than the idle time no longer shows how old a session is.
  const isOver = ({ expires, lastUsed }: Entry, time: number) =>
    time > expires || Math.abs(time - lastUsed) > idleMs

  function makeRoom(hotkey: string, time: number): void {
    for (const [id, entry] of entries) if (isOver(entry, time)) entries.delete(id)
    const own = [...entries].filter(([, entry]) => entry.hotkey === hotkey)
    const surplus = own.length - maxSessionsPerHotkey + 1
    for (const [id] of own.slice(0, Math.max(0, surplus))) entries.delete(id)
    const [oldest] = entries.keys()
    if (entries.size >= maxSessions && oldest !== undefined) entries.delete(oldest)
  }

  return {
    open({ caller, miner, nonce, body, channel }) {
      const hello = readHello(body)
      if (miner === null) malformedSession('the handshake names no receiver')
      if (hello.channel !== channel) {
        throw transportError('SESSION_WRONG_CHANNEL', { detail: 'the two ends see different connections' })
      }
      const time = now()
      const ephemeral = createEphemeralKey(random(32))
      const session = Buffer.from(random(16)).toString('hex')
      const expires = time + Math.min(hello.lifetime * 1_000, lifetimeMs)
      const keysOfBoth = { callerKey: hello.key, minerKey: ephemeral.publicKey }
      const transcript = { caller, miner, ...keysOfBoth, nonce, session, expires, channel }
      const { keys, welcome } = acceptHandshake(ephemeral, transcript, keypair)
      makeRoom(caller, time)
      entries.set(session, { hotkey: caller, keys, expires, window: createReplayWindow(), lastUsed: time })
      return welcome
    },

    claim({ session, counter, expires, mac }) {
      const time = now()
      const entry = entries.get(session)
      if (!entry || isOver(entry, time)) {
        entries.delete(session)
        throw transportError('SESSION_UNKNOWN', { session })
      }
      const aheadMs = expires - time
      if (aheadMs < 0 || aheadMs > maxExpiryAheadMs) {
        throw transportError('SESSION_STALE', { aheadMs, limitMs: maxExpiryAheadMs })
      }
      return {
        hotkey: entry.hotkey,
        prove(request) {
          const payload = requestPayload({ session, counter, expires, ...request })
          if (!macMatches(entry.keys.request, payload, mac)) {
            throw transportError('SESSION_BAD_MAC', { session })
          }
          if (!entry.window.accept(counter)) throw transportError('SESSION_REPLAYED', { counter, session })
          entry.lastUsed = now()
          if (entries.delete(session)) entries.set(session, entry)
          const { answer } = entry.keys
          const requestMac = mac
          return {
            requestText: payload,
            ofBody: (status, body) => macOf(answer, answerPayload({ requestMac, status, body })),
            ofStream: (status, sha256) => macOf(answer, streamPayload({ requestMac, status, sha256 })),
          }
        },
      }
    },
  }
}

function readHello(body: Uint8Array) {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    malformedSession('the handshake is not JSON')
  }
  const { success, data, error } = helloSchema.safeParse(json)
  if (success) return data
  const [issue] = error.issues
  return malformedSession(`handshake ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`)
}
