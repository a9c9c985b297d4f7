import { performance } from 'node:perf_hooks'
import { type Ending, setLatest, untilAborted } from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import { authHeaders } from '../btauth/headers.js'
import type { ClockWatch } from '../clock/clock-watch.js'
import { requestOn, takeConnection } from '../http/connection.js'
import type { LiveSignals } from '../http/live-signals.js'
import type { Pools } from '../http/pools.js'
import { type CallerSession, finishHandshake, startHandshake } from '../session/caller-session.js'
import { welcomeSchema } from '../session/handshake.js'
import { sessionTarget } from '../session/headers.js'
import { parseResult, readAnswer } from './answer.js'
import { malformed } from './failure.js'
import { refusalOf } from './refusal.js'
import { type RequestSigner, sign } from './sign.js'

/** Use of sessions by a client: `auto` signs requests where there is no session, `require` never does. */
export type SessionMode = 'auto' | 'require' | 'off'

/** Sessions of one client, one for each miner. */
export interface PeerSessions {
  readonly mode: SessionMode
  /** The session to send a query in; null to sign it. With `require`, opens one, or throws what failed. */
  find(origin: string, endpoint: MinerEndpoint, signal: Ending): Promise<CallerSession | null>
  /** Notes a signed answer: from the second one on, a session is opened in the background. */
  noteAnswer(origin: string, endpoint: MinerEndpoint): void
  /** Forgets a session that the miner no longer knows. */
  drop(origin: string, endpoint: MinerEndpoint, session: CallerSession): void
}

interface PeerSessionsOptions {
  readonly mode: SessionMode
  readonly mustSign: boolean
  readonly signer: RequestSigner
  readonly pools: Pools
  readonly live: LiveSignals
  readonly clocks: ClockWatch
  readonly maxPeers: number
  readonly isClosed: () => boolean
}

interface PeerState {
  session: CallerSession | null
  opening: Promise<CallerSession> | null
  answers: number
  /** Monotonic time before which no handshake is tried in the background, in ms. */
  notBefore: number
}

const lifetimeS = 600
/** A session is left this long before its end: the clocks of the two ends differ. */
const marginMs = 15_000
const isEnding = ({ expires }: CallerSession) => Date.now() > expires - marginMs
/** Pause after a handshake that failed or gave a session too short to use, or a session that was lost. */
const pauseMs = 60_000
const handshakeMs = 5_000
const maxAnswerBytes = 4_096

export function createPeerSessions(options: PeerSessionsOptions): PeerSessions {
  const { mode, mustSign, signer, pools, live, clocks, maxPeers, isClosed } = options
  const peers = new Map<string, PeerState>()

  function stateOf(origin: string, { hotkey }: MinerEndpoint): PeerState {
    const key = `${origin} ${hotkey}`
    const state = peers.get(key) ?? { session: null, opening: null, answers: 0, notBefore: 0 }
    setLatest(peers, key, state, maxPeers)
    if (state.session && isEnding(state.session)) state.session = null
    return state
  }

  /** One handshake for all queries that wait for it; bounded by its own time, not by that of the first query. */
  function open(origin: string, endpoint: MinerEndpoint, state: PeerState): Promise<CallerSession> {
    state.opening ??= shakeHands(origin, endpoint)
      .then(
        (session) => {
          state.session = session
          if (isEnding(session)) state.notBefore = performance.now() + pauseMs
          return session
        },
        (error: unknown) => {
          state.notBefore = performance.now() + pauseMs
          throw error
        },
      )
      .finally(() => {
        state.opening = null
      })
    return state.opening
  }

  async function shakeHands(origin: string, endpoint: MinerEndpoint): Promise<CallerSession> {
    const { hotkey: miner } = endpoint
    using ends = live.limit(handshakeMs, undefined)
    const { stop: signal } = ends
    const taken = takeConnection(pools.get(origin), signal)
    const connection = taken instanceof Promise ? await taken : taken
    const started = startHandshake({ lifetime: lifetimeS, channel: connection.channel })
    const body = Buffer.from(JSON.stringify(started.hello), 'utf8')
    const path = sessionTarget
    const auth = await sign({ signer, endpoint, body, signal }, path)
    const headers = { ...auth, 'content-type': 'application/json' }
    const response = await requestOn(connection, { method: 'POST', path, headers, body, signal })
    const answer = await readAnswer(response.body, maxAnswerBytes, endpoint)
    if (response.statusCode !== 200) throw refusalOf({ endpoint, clocks }, response, answer.toString('utf8'))
    const welcome = welcomeSchema.safeParse(await parseResult(answer, endpoint))
    if (!welcome.success) throw malformed(endpoint, 'it is not the answer to a handshake')
    const nonce = BigInt(auth[authHeaders.nonce]!)
    const both = { caller: signer.address, miner, nonce, mustSign }
    const session = finishHandshake(started, welcome.data, both)
    if (!session) throw new Error('the answer to the handshake does not prove the keys of the session')
    return session
  }

  return {
    mode,
    async find(origin, endpoint, signal) {
      if (mode === 'off') return null
      const state = stateOf(origin, endpoint)
      if (state.session || mode === 'auto') return state.session
      return await untilAborted(open(origin, endpoint, state), signal)
    },
    noteAnswer(origin, endpoint) {
      if (mode !== 'auto' || isClosed()) return
      const state = stateOf(origin, endpoint)
      state.answers++
      if (state.answers < 2 || state.session || state.opening || performance.now() < state.notBefore) return
      // Signed requests go on without it; the pause keeps it from being tried at each query.
      open(origin, endpoint, state).catch(() => {})
    },
    drop(origin, endpoint, session) {
      const state = stateOf(origin, endpoint)
      if (state.session !== session) return
      state.session = null
      state.notBefore = performance.now() + pauseMs
    },
  }
}
