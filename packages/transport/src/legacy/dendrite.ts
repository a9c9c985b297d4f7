import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import {
  type Duration,
  isSubnetError,
  optionError,
  parseOptions,
  reasonOf,
  toMilliseconds,
} from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import type { z } from 'zod'
import { createNonceSource, type NonceSource } from '../btauth/nonce-source.js'
import { quote } from '../client/failure.js'
import { transportError } from '../errors/transport-error.js'
import { allowedAddresses } from '../http/checked-connector.js'
import { wasClosedUnderUs } from '../http/kept-connections.js'
import { createLiveSignals } from '../http/live-signals.js'
import { originOf } from '../http/origin.js'
import { createPools, type Peer } from '../http/pools.js'
import { describeIssues } from '../validation/describe-issues.js'
import { validate } from '../validation/validate.js'
import {
  type LegacyDendriteOptions,
  type LegacyQueryOptions,
  type LegacyStreamOptions,
  legacyDendriteOptions,
} from './dendrite-options.js'
import { failureOf, NoAddress, type OpenLegacyAnswer, openAnswer, readAnswer } from './fetch-answer.js'
import { legacyRequest } from './legacy-request.js'
import { type LegacyResponse, responseOf } from './legacy-response.js'
import {
  type AskedLegacy,
  createLegacyStream,
  type LegacyStream,
  placeOf,
  timedOut,
} from './legacy-stream.js'
import { exactFields, type LegacySynapse } from './legacy-synapse.js'
import { type JudgedAnswer, judgeLegacyAnswer, type RawLegacyAnswer, unparsed } from './response-rules.js'

/** Queries miners that use the protocol of the SDK v10. Every behavior of a miner becomes a response. */
export interface LegacyDendrite extends AsyncDisposable {
  /**
   * Starts to stream the answer of a miner, no faster than it is read. Throws BODY_MALFORMED for a request that does not
   * match the synapse.
   */
  stream<F extends z.ZodObject>(
    endpoint: MinerEndpoint,
    synapse: LegacySynapse<F>,
    request: z.input<F>,
    options?: LegacyStreamOptions,
  ): Promise<LegacyStream<F>>
  /** Throws BODY_MALFORMED for a request that does not match the synapse, since that is the caller's mistake. */
  query<F extends z.ZodObject>(
    endpoint: MinerEndpoint,
    synapse: LegacySynapse<F>,
    request: z.input<F>,
    options?: LegacyQueryOptions,
  ): Promise<LegacyResponse<F>>
}

/**
 * Creates a client for v10 axons (docs/legacy.md): signs for the receiver with a fresh nonce, has one deadline over
 * everything, reads at most the synapse's `maxBytes`, follows no redirects, and reports statuses as a v10 dendrite does.
 */
export function createLegacyDendrite(options: LegacyDendriteOptions): LegacyDendrite {
  const parsed = parseOptions(legacyDendriteOptions, options, 'createLegacyDendrite')
  const { keypair, externalIp, maxConnectionsPerMiner, maxMiners } = parsed
  if (keypair.scheme !== 'sr25519') {
    throw optionError(
      'createLegacyDendrite keypair',
      keypair.scheme,
      'an sr25519 keypair, the only scheme of v10',
    )
  }
  const pools = createPools({
    maxPools: maxMiners,
    connectionsPerPool: maxConnectionsPerMiner,
    allow: allowedAddresses(parsed.allowPrivateAddresses),
  })
  const live = createLiveSignals()
  const nextStamp = createStamps(parsed.nonces ?? createNonceSource())
  let closed = false

  /** Sends a request, once more on a new connection if a kept one was closed under us. */
  async function open(asked: AskedLegacy, signal: AbortSignal): Promise<OpenLegacyAnswer> {
    const { endpoint, synapse, values, timeoutMs } = asked
    const origin = originOf(endpoint)
    if (origin === null) throw new NoAddress()
    /** Each attempt is signed anew, with a nonce of its own. */
    const send = ({ pool }: Peer) => {
      const sender = { keypair, externalIp, ...nextStamp() }
      const { headers, body } = legacyRequest(sender, endpoint, synapse, values, timeoutMs / 1000)
      return openAnswer({ pool, path: `/${synapse.name}`, headers, body, signal })
    }
    signal.throwIfAborted()
    const peer = pools.get(origin)
    return await send(peer).catch((error: unknown) => {
      if (signal.aborted || !wasClosedUnderUs(error)) throw error
      return send(pools.renew(origin, peer))
    })
  }

  async function exchange(asked: AskedLegacy, signal: AbortSignal): Promise<RawLegacyAnswer | JudgedAnswer> {
    try {
      return await readAnswer(await open(asked, signal), asked.synapse.maxBytes)
    } catch (thrown) {
      // A request that cannot be written or signed is no fault of the miner.
      if (isSubnetError(thrown)) throw thrown
      return signal.aborted ? timedOut(asked.timeoutMs) : failureOf(thrown, placeOf(asked))
    }
  }

  /** Throws BODY_MALFORMED. */
  async function prepare(
    endpoint: MinerEndpoint,
    synapse: LegacySynapse,
    request: unknown,
    timeout: Duration | undefined,
  ) {
    const given = await parseRequest(synapse, request)
    const timeoutMs = timeout === undefined ? synapse.deadlineMs : toMilliseconds(timeout, 'timeout')
    return { given, asked: { endpoint, synapse, values: exactFields(synapse, given), timeoutMs } }
  }

  return {
    async stream(endpoint, synapse, request, { timeout, chunkTimeout, signal } = {}) {
      const { given, asked } = await prepare(endpoint, synapse as unknown as LegacySynapse, request, timeout)
      const chunkTimeoutMs =
        chunkTimeout === undefined ? asked.timeoutMs : toMilliseconds(chunkTimeout, 'chunkTimeout')
      const ends = live.limit(asked.timeoutMs, signal)
      if (closed) ends.abort(new Error('the dendrite was closed'))
      return createLegacyStream({
        ...{ asked, chunkTimeoutMs, ends },
        open: () => open(asked, ends.signal),
        responseOf: (judged, latencyMs) => responseOf(judged, given, latencyMs) as LegacyResponse<never>,
      })
    },
    async query(endpoint, synapse, request, { timeout, signal } = {}) {
      const { given, asked } = await prepare(endpoint, synapse as unknown as LegacySynapse, request, timeout)
      using ends = live.limit(asked.timeoutMs, signal)
      if (closed) ends.abort(new Error('the dendrite was closed'))
      const startedAt = performance.now()
      const answer = await exchange(asked, ends.signal)
      // A miner is judged by the arrival of its answer, not by the time that we take to look at it.
      const latencyMs = performance.now() - startedAt
      const judged = 'body' in answer ? await judge(asked.synapse, answer) : answer
      return responseOf(judged, given, latencyMs) as LegacyResponse<never>
    },
    async [Symbol.asyncDispose]() {
      closed = true
      live.abortAll(new Error('the dendrite was closed'))
      await pools[Symbol.asyncDispose]()
    },
  }
}

async function judge(synapse: LegacySynapse, answer: RawLegacyAnswer): Promise<JudgedAnswer> {
  try {
    return await judgeLegacyAnswer(synapse, answer)
  } catch (thrown) {
    return unparsed(quote(reasonOf(thrown)))
  }
}

/**
 * A nonce and the uuid that it is unique under. An axon refuses every nonce of a uuid that is not above the last one,
 * so that a clock that was set back needs a new uuid.
 */
function createStamps(nextNonce: NonceSource): () => { readonly nonce: bigint; readonly uuid: string } {
  let uuid = randomUUID()
  let last = 0n
  return () => {
    const nonce = nextNonce()
    if (nonce < last) uuid = randomUUID()
    last = nonce
    return { nonce, uuid }
  }
}

async function parseRequest(synapse: LegacySynapse, request: unknown): Promise<Record<string, unknown>> {
  const parsed = await validate(synapse.fields, request, Number.POSITIVE_INFINITY)
  if (parsed.success) return parsed.data as Record<string, unknown>
  throw transportError('BODY_MALFORMED', { synapse: synapse.name, detail: describeIssues(parsed) })
}
