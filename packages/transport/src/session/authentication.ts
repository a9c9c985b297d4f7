import type { Socket } from 'node:net'
import type { HashedBody } from '../body/body-hash.js'
import type { HeaderPairs } from '../btauth/headers.js'
import type { ReceivedRequest, RequestVerifier } from '../btauth/verify-request.js'
import type { StreamEnd } from '../stream/records.js'
import { channelOf } from './channel.js'
import { malformedSession, readSessionClaim } from './claim.js'
import type { Welcome } from './handshake.js'
import { sessionHeaders } from './headers.js'
import type { ServerSessions } from './server-sessions.js'

/** A caller whose signature or MAC verified. */
export interface ProvenCaller {
  readonly hotkey: string
  /** The text that authenticated the request: what its signature or MAC covers. */
  readonly text: string
  /** False outside of a session: then its answers need no hash. */
  readonly isInSession: boolean
  /** Headers that authenticate an answer to this request; none outside of a session. */
  seal(status: number, body: HashedBody): Readonly<Record<string, string>>
  /** Members of the end record that authenticate a stream with status 200; none outside of a session. */
  sealStream(sha256: string): Readonly<Pick<StreamEnd, 'mac'>>
  /** Opens a session for the caller of a signed handshake. Throws SESSION_MALFORMED or SESSION_WRONG_CHANNEL. */
  openSession(): Welcome
}

/** A caller as the headers claim it. */
export interface ClaimedCaller {
  readonly hotkey: string
  /** False in a session, whose MAC costs next to nothing to check. */
  readonly isSigned: boolean
  prove(request: ReceivedRequest): Promise<ProvenCaller>
}

/**
 * Reads who sent a request: by its session if it has any header of session/1, by its signature otherwise. A request of
 * the one kind is never tried as the other. Throws the errors of both.
 */
export function claimCaller(
  { verifier, sessions }: { readonly verifier: RequestVerifier; readonly sessions: ServerSessions | null },
  headers: HeaderPairs,
  socket: Socket,
): ClaimedCaller {
  const inSession = sessions && readSessionClaim(headers)
  if (inSession) {
    const { hotkey, prove } = sessions.claim(inSession)
    return {
      hotkey,
      isSigned: false,
      async prove(request) {
        const macs = prove({ ...request, channel: channelOf(socket) })
        return {
          hotkey,
          text: macs.requestText,
          isInSession: true,
          seal: (status, body) => ({ [sessionHeaders.mac]: macs.ofBody(status, body) }),
          sealStream: (sha256) => ({ mac: macs.ofStream(200, sha256) }),
          openSession: () => malformedSession('a handshake must be signed'),
        }
      },
    }
  }
  const claim = verifier.claim(headers)
  return {
    hotkey: claim.hotkey,
    isSigned: true,
    async prove(request) {
      const { hotkey, nonce, text } = await verifier.prove(claim, request)
      return {
        hotkey,
        text,
        isInSession: false,
        seal: () => ({}),
        sealStream: () => ({}),
        openSession() {
          if (!sessions) return malformedSession('this miner keeps no sessions')
          const { receiver: miner } = claim
          if (!(request.body instanceof Uint8Array)) return malformedSession('the handshake is not JSON')
          return sessions.open({
            caller: hotkey,
            miner,
            nonce,
            body: request.body,
            channel: channelOf(socket),
          })
        },
      }
    },
  }
}
