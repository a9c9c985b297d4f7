import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import {
  callback,
  type Duration,
  flag,
  integer,
  optionError,
  optionsOf,
  parseOptions,
  text,
  toMilliseconds,
} from '@subnetkit/base'
import type { MinerEndpoint } from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import type { z } from 'zod'
import { createNonceSource, type NonceSource } from '../btauth/nonce-source.js'
import { transportError } from '../errors/transport-error.js'
import { allowedAddresses } from '../http/checked-connector.js'
import { wasClosedUnderUs } from '../http/kept-connections.js'
import { createLiveSignals } from '../http/live-signals.js'
import { keypairField } from '../http/option-fields.js'
import { originOf } from '../http/origin.js'
import { createPools, type Peer } from '../http/pools.js'
import type { ExactJson } from './exact-json.js'
import { failureOf, fetchAnswer } from './fetch-answer.js'
import { legacyRequest } from './legacy-request.js'
import { exactFields, type LegacySynapse } from './legacy-synapse.js'
import { floatText } from './python-float.js'
import { failure, type JudgedAnswer, judgeLegacyAnswer } from './response-rules.js'
import type { TerminalInfo } from './terminal-info.js'

/** Options of {@link createLegacyDendrite}. */
export interface LegacyDendriteOptions {
  /** The hotkey of the validator, sr25519. */
  readonly keypair: Keypair
  /** Own address, as reported to axons; nothing depends on it. @default '0.0.0.0' */
  readonly externalIp?: string | undefined
  /** Maximum number of connections to one miner. @default 8 */
  readonly maxConnectionsPerMiner?: number | undefined
  /** Miners with open connections; beyond this, those of the least recently queried are closed. @default 256 */
  readonly maxMiners?: number | undefined
  /**
   * Call axons at private, loopback, link-local and other addresses that are not public.
   * @default only 127.0.0.1 and ::1 themselves, which the chain refuses as axons
   */
  readonly allowPrivateAddresses?: boolean | undefined
  /** @default a new source */
  readonly nonces?: NonceSource | undefined
}

const legacyDendriteOptions = optionsOf({
  keypair: keypairField(),
  externalIp: text('an IP address').default('0.0.0.0'),
  maxConnectionsPerMiner: integer(1).default(8),
  maxMiners: integer(1).default(256),
  allowPrivateAddresses: flag().optional(),
  nonces: callback<NonceSource>().optional(),
})

/** Response to one query. Field names as in v10, in camel case. */
export interface LegacyResponse<F extends z.ZodObject> {
  /** Status as the axon states it, or the client's own: 408, 422, 503 and others. Null if an answer states none. */
  readonly statusCode: number | null
  readonly statusMessage: string | null
  /** Status 200, stated by the axon itself: HTTP 200 alone does not count. */
  readonly isSuccess: boolean
  readonly isTimeout: boolean
  readonly isBlacklist: boolean
  readonly failedVerification: boolean
  /** The synapse after the exchange: the fields of the request, with those of the answer if that was complete. */
  readonly synapse: z.output<F>
  /** Details that the axon reports about itself. */
  readonly axon: TerminalInfo
  /** Wall-clock time of the exchange, in ms. */
  readonly latencyMs: number
}

/** Options of one query. */
export interface LegacyQueryOptions {
  /** Wall-clock time from the call to the last byte; also sent to the axon. @default the deadline of the synapse */
  readonly timeout?: Duration | undefined
  /** Ends the query early, as a timeout. */
  readonly signal?: AbortSignal | undefined
}

/** Queries miners that use the protocol of the SDK v10. Every behavior of a miner becomes a response. */
export interface LegacyDendrite extends AsyncDisposable {
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

  async function exchange(
    endpoint: MinerEndpoint,
    synapse: LegacySynapse,
    values: Values,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<JudgedAnswer> {
    const origin = originOf(endpoint)
    const place = `${endpoint.host}:${endpoint.port}/${synapse.name}`
    if (origin === null)
      return failure(503, `Service unavailable at ${place}: it is no address that can be called`)
    /** Each attempt is signed anew, with a nonce of its own. */
    const sign = () =>
      legacyRequest({ keypair, externalIp, ...nextStamp() }, endpoint, synapse, values, timeoutMs / 1000)
    const { maxBytes, name } = synapse
    const send = ({ pool }: Peer, { headers, body }: ReturnType<typeof sign>) =>
      fetchAnswer({ pool, path: `/${name}`, headers, body, maxBytes, signal })
    const request = sign()
    try {
      signal.throwIfAborted()
      const peer = pools.get(origin)
      const answer = await send(peer, request).catch((error: unknown) => {
        if (signal.aborted || !wasClosedUnderUs(error)) throw error
        return send(pools.renew(origin, peer), sign())
      })
      return await judgeLegacyAnswer(synapse, answer)
    } catch (thrown) {
      if (signal.aborted) return failure(408, `Request timeout after ${floatText(timeoutMs / 1000)} seconds`)
      return failureOf(thrown, place)
    }
  }

  return {
    async query(endpoint, synapse, request, { timeout, signal } = {}) {
      const erased = synapse as unknown as LegacySynapse
      const given = await parseRequest(erased, request)
      const timeoutMs = timeout === undefined ? synapse.deadlineMs : toMilliseconds(timeout, 'timeout')
      using ends = live.limit(timeoutMs, signal)
      if (closed) ends.abort(new Error('the dendrite was closed'))
      const startedAt = performance.now()
      const values = exactFields(erased, given)
      const judged = await exchange(endpoint, erased, values, timeoutMs, ends.signal)
      return responseOf(judged, given, performance.now() - startedAt) as LegacyResponse<never>
    },
    async [Symbol.asyncDispose]() {
      closed = true
      live.abortAll(new Error('the dendrite was closed'))
      await pools[Symbol.asyncDispose]()
    },
  }
}

type Values = ReadonlyMap<string, ExactJson>

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
  const parsed = await synapse.fields.safeParseAsync(request)
  if (parsed.success) return parsed.data as Record<string, unknown>
  const issues = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)
  throw transportError('BODY_MALFORMED', { synapse: synapse.name, detail: issues.join('; ') })
}

function responseOf(judged: JudgedAnswer, given: Record<string, unknown>, latencyMs: number) {
  const { status, message, fields, axon } = judged
  return {
    statusCode: status,
    statusMessage: message,
    isSuccess: status === 200,
    isTimeout: status === 408,
    isBlacklist: status === 403,
    failedVerification: status === 401,
    synapse: { ...given, ...fields },
    axon,
    latencyMs,
  }
}
