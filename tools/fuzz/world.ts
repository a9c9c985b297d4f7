import { synapse } from '@subnetkit/core'
import {
  createMemoryNonceStore,
  createRequestVerifier,
  type RequestVerifier,
  serveMiner,
  signRequest,
} from '@subnetkit/transport'
import { createKeypair, type Keypair } from '@subnetkit/wallet'
import { request as httpRequest } from 'undici'
import { z } from 'zod'
import { finishReferenceHandshake, startReferenceHandshake } from './reference-session.js'
import { createReferenceVerifier } from './reference-verifier.js'

const bob = createKeypair('//Bob')
/** Senders that the miner knows, with the scheme that it trusts for each. */
export const senders = [
  createKeypair('//Alice'),
  createKeypair('//Charlie'),
  createKeypair('//Dave', { scheme: 'ed25519' }),
] as const
const schemeOf = (hotkey: string) => (hotkey === senders[2].address ? 'ed25519' : 'sr25519')

const message = z.object({ id: z.int(), text: z.string() })
const protocol = {
  echo: synapse({ input: message, output: message }),
  other: synapse({ input: message, output: message }),
}

/** A call that reached a handler. */
export interface Served {
  readonly caller: string
  readonly synapse: string
  readonly input: z.infer<typeof message>
}

/** Advance of the clock for each case, in ms. */
const stepMs = 10

/**
 * A real server, a verifier and the reference, all with one clock that only the cases move. The limits leave little
 * more room than the cases need, so that a place or a nonce that leaks soon refuses honest requests.
 */
export async function createWorld(lanes: number) {
  let nowMs = 1_800_000_000_000
  let nonces = 0
  const served = new Map<number, Served[]>()
  const now = () => BigInt(nowMs) * 1_000_000n
  const serve =
    (name: string) =>
    ({ input, caller }: { input: z.infer<typeof message>; caller: { hotkey: string } }) => {
      served.set(input.id, [...(served.get(input.id) ?? []), { caller: caller.hotkey, synapse: name, input }])
      return input
    }
  // Each case stores up to three nonces, for a minute.
  const storeOf = () =>
    createMemoryNonceStore({
      now: () => nowMs,
      maxNonces: (3 * 60_000) / stepMs + 100,
      maxNoncesPerHotkey: (3 * 60_000) / stepMs,
    })
  const auth = { trustedScheme: schemeOf, now } as const
  const verifier: RequestVerifier = createRequestVerifier({
    ...auth,
    hotkey: bob.address,
    nonceStore: storeOf(),
  })
  const miner = await serveMiner(
    { protocol },
    { echo: serve('echo'), other: serve('other') },
    {
      hotkey: bob.address,
      admission: null,
      rateLimit: null,
      auth: { ...auth, nonceStore: storeOf() },
      sessions: { now: () => nowMs, maxSessionsPerHotkey: lanes + 1 },
      limits: {
        ...{ maxConnections: 8 * lanes, maxConnectionsPerAddress: 8 * lanes, maxPending: 4 * lanes },
        ...{ maxPendingPerCaller: 4 * lanes, maxConcurrent: 2 * lanes },
        ...{ maxUnprovenPerCaller: 1e9, maxUnprovenPerAddress: 1e9 },
        ...{ bodyTimeoutMs: 30, unprovenBodyTimeoutMs: 30, headersTimeoutMs: 1_000 },
      },
    },
  )
  const reference = createReferenceVerifier({ self: bob.address, schemeOf, now })

  /** Signs a request with a fresh nonce. */
  function sign(keypair: Keypair, target: string, body: Buffer): [string, string][] {
    const nonce = now() + BigInt(nonces++ % 1_000_000)
    const signed = signRequest({ keypair, method: 'POST', target, body, receiver: bob.address, nonce })
    return Object.entries(signed)
  }

  async function openSession() {
    const [caller] = senders
    const started = startReferenceHandshake()
    const headers = Object.fromEntries(sign(caller, '/.session', Buffer.from(started.body)))
    const response = await httpRequest(`${miner.url}/.session`, {
      method: 'POST',
      headers,
      body: started.body,
    })
    const { result } = (await response.body.json()) as { result: { data: never } }
    const nonce = headers['X-Bittensor-Nonce']!
    return finishReferenceHandshake(started, result.data, {
      caller: caller.address,
      miner: bob.address,
      nonce,
    })
  }

  return {
    port: miner.port,
    verifier,
    reference,
    sign,
    openSession,
    nowMs: () => nowMs,
    advance() {
      nowMs += stepMs
    },
    /** Calls that reached a handler with this id, and forgets them. */
    take(id: number): readonly Served[] {
      const calls = served.get(id) ?? []
      served.delete(id)
      return calls
    },
    [Symbol.asyncDispose]: () => miner.close(),
  }
}

/** Everything that the cases share. */
export type World = Awaited<ReturnType<typeof createWorld>>
