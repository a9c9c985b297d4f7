import { performance } from 'node:perf_hooks'
import {
  callback,
  flag,
  integer,
  made,
  oneOf,
  optionsOf,
  parseOptions,
  reasonOf,
  type SubnetError,
  type TimeLimit,
} from '@subnetkit/base'
import {
  carriesBytes,
  isStreamSynapse,
  type MinerEndpoint,
  type MinerStream,
  type Protocol,
  type QueryOptions,
  type QueryResult,
  releaseBytes,
  type StreamSynapse,
  type Subnet,
  type Synapse,
  type VersionedClient,
} from '@subnetkit/core'
import type { Keypair } from '@subnetkit/wallet'
import { createSpool, type SpoolOptions, spoolOptions } from '../body/spool.js'
import { createClockWatch } from '../clock/clock-watch.js'
import { transportError } from '../errors/transport-error.js'
import { allowedAddresses } from '../http/checked-connector.js'
import { createLiveSignals } from '../http/live-signals.js'
import { keypairField } from '../http/option-fields.js'
import { createPools } from '../http/pools.js'
import { maxReceiptsBytes } from '../receipts/receipts-request.js'
import { receiptsTarget } from '../receipts/statements.js'
import { exchange } from './exchange.js'
import { aborted, failureOf, nameOf } from './failure.js'
import { fingerprintOf } from './fingerprint.js'
import { collectStream, createMinerStream, type MinerStreamParameters } from './miner-stream.js'
import { openStream } from './open-stream.js'
import type { RequestMessage } from './parts-exchange.js'
import { createPeerSessions, type SessionMode } from './peer-sessions.js'
import { createVersionQueries } from './query-versions.js'
import { type ClientReceiptOptions, createReceiptCollector } from './receipt-collector.js'
import { createSlots, type Slot } from './slots.js'
import { checkInput, encodeMessage, parseOutput } from './values.js'

/** Options of {@link createMinerClient}. */
export interface MinerClientOptions {
  /** Signs the requests; the hotkey that miners see. */
  readonly keypair: Keypair
  /**
   * Maximum number of connections to one miner. Waiting for one counts towards a query's deadline.
   * @default 8
   */
  readonly maxConnectionsPerMiner?: number | undefined
  /**
   * Miners with open connections; beyond this, the connections of the least recently queried miners are closed.
   * @default 256
   */
  readonly maxMiners?: number | undefined
  /**
   * Queries in flight at the same time, to all miners together. Waiting for a place counts towards a query's deadline,
   * but a query that misses it after such a wait is `ours`.
   * @default 1024
   */
  readonly maxConcurrent?: number | undefined
  /**
   * Call axons at private, loopback, link-local and other addresses that are not public. A name is judged by what it
   * resolves to at the time of the connection.
   * @default only 127.0.0.1 and ::1 themselves, which the chain refuses as axons
   */
  readonly allowPrivateAddresses?: boolean | undefined
  /**
   * Calls miners over TLS 1.3: returns the SHA-256 fingerprint of the certificate that a miner must show, in hex, with or
   * without colons; null for plain HTTP. Authorities and names do not count.
   * @default plain HTTP for every miner
   */
  readonly tlsFingerprint?: ((miner: MinerEndpoint) => string | null) | undefined
  /**
   * Sessions (session/1) instead of a signature for each query. `auto` opens one in the background once a miner has
   * answered twice, and signs wherever there is none; `require` opens one first and never signs a query; `off` only signs.
   * @default 'auto'
   */
  readonly sessions?: SessionMode | undefined
  /**
   * Uses only sessions whose handshake the miner's hotkey signed, so that nobody in between can answer for it. Effective
   * with `sessions: 'require'`; with `auto`, signed queries still get answers that are not authenticated.
   * @default false
   */
  readonly requireMinerSignature?: boolean | undefined
  /**
   * Collects the receipts with which miners prove their answers to others (receipts/1); null for none. A receipt that is
   * wrong or missing never changes a result.
   * @default null
   */
  readonly receipts?: ClientReceiptOptions | null | undefined
  /** Temporary files for large answers with binary values. @default see SpoolOptions */
  readonly spool?: SpoolOptions | undefined
}

const minerClientOptions = optionsOf({
  keypair: keypairField(),
  maxConnectionsPerMiner: integer(1).default(8),
  maxMiners: integer(1).default(256),
  maxConcurrent: integer(1).default(1_024),
  tlsFingerprint: callback<(miner: MinerEndpoint) => string | null>().default(() => () => null),
  sessions: oneOf('auto', 'require', 'off').default('auto'),
  requireMinerSignature: flag().default(false),
  allowPrivateAddresses: flag().optional(),
  // Parsed by createReceiptCollector.
  receipts: made<ClientReceiptOptions>('an object, or null for no receipts').nullable().default(null),
  spool: spoolOptions.prefault({}),
})

/**
 * Creates a client for the miners of a subnet. Each query is authenticated for its receiver, ends at the deadline of its
 * synapse, counted from the call to the last byte, and reads at most its `maxBytes`. Every behavior of a miner becomes
 * a result, and trouble on this side one of kind `ours`; only an input that does not match the synapse throws
 * (BODY_MALFORMED), since that is the caller's mistake.
 */
export function createMinerClient<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'protocol'>,
  options: MinerClientOptions,
): VersionedClient<P> {
  const parsed = parseOptions(minerClientOptions, options, 'createMinerClient')
  const { keypair, maxConcurrent } = parsed
  const pools = createPools({
    maxPools: parsed.maxMiners,
    connectionsPerPool: parsed.maxConnectionsPerMiner,
    allow: allowedAddresses(parsed.allowPrivateAddresses),
    fingerprintOf: (miner) => fingerprintOf(miner, parsed.tlsFingerprint),
  })
  const spool = createSpool(parsed.spool)
  const slots = createSlots(maxConcurrent)
  const live = createLiveSignals()
  const clocks = createClockWatch()
  const receipts = parsed.receipts === null ? null : createReceiptCollector(parsed.receipts, keypair.address)
  let closed = false
  const sessions = createPeerSessions({
    ...{ keypair, pools, live, clocks, mode: parsed.sessions, mustSign: parsed.requireMinerSignature },
    maxPeers: parsed.maxMiners,
    isClosed: () => closed,
  })

  /** Throws SYNAPSE_UNKNOWN or BODY_MALFORMED, which are mistakes of the caller. */
  async function prepare(name: string, input: unknown) {
    const synapse: Synapse | undefined = Object.hasOwn(subnet.protocol, name)
      ? subnet.protocol[name]
      : undefined
    if (!synapse) {
      const known = Object.keys(subnet.protocol).join(', ')
      throw transportError('SYNAPSE_UNKNOWN', { synapse: name, known })
    }
    return { synapse, body: await encodeMessage(name, synapse.input, await checkInput(name, synapse, input)) }
  }

  function checkSize(synapse: string, { length: size }: RequestMessage, limit: number): void {
    if (size > limit) throw transportError('QUESTION_TOO_LARGE', { synapse, size, limit })
  }

  function startStream(
    endpoint: MinerEndpoint,
    name: string,
    { synapse, body }: { readonly synapse: StreamSynapse; readonly body: RequestMessage },
    { signal: outer }: QueryOptions,
    { deadlineMs, check }: StreamParts,
  ): MinerStream<unknown> {
    const { maxBytes } = synapse
    const ends = live.limit(deadlineMs, outer)
    const { signal } = ends
    const asked = {
      endpoint,
      deadlineMs,
      pools,
      keypair,
      maxBytes,
      signal,
      synapse: name,
      body,
      clocks,
      sessions,
      receipts,
    }
    return createMinerStream({
      ...{ endpoint, name, synapse, deadlineMs, ends, maxConcurrent, check },
      async takeSlot() {
        if (closed) throw aborted(endpoint, clientClosed)
        checkSize(name, body, maxBytes)
        return await slots.take(signal)
      },
      open: () => openStream(asked),
    })
  }

  /** Queries within the deadline of the synapse and at most `limitMs`. */
  async function query(
    endpoint: MinerEndpoint,
    name: string,
    input: unknown,
    queryOptions: QueryOptions = {},
    limitMs = Number.POSITIVE_INFINITY,
  ): Promise<QueryResult<unknown>> {
    const { synapse, body } = await prepare(name, input)
    const deadlineMs = Math.min(synapse.deadlineMs, limitMs)
    if (isStreamSynapse(synapse)) {
      const stream = startStream(endpoint, name, { synapse, body }, queryOptions, { deadlineMs })
      const check = (chunks: readonly unknown[]) => parseOutput(endpoint, synapse, chunks)
      return await collectStream(stream, check, { endpoint, deadlineMs })
    }
    const { maxBytes } = synapse
    const hasParts = carriesBytes(synapse.output)
    const { signal: outer } = queryOptions
    using ends = live.limit(deadlineMs, outer)
    let startedAt = performance.now()
    let slot: Slot | undefined
    // A miner is judged by the arrival of its answer, not by the time that we take to look at it.
    let arrivedAt: number | undefined
    const timed = () => (arrivedAt ?? performance.now()) - startedAt
    try {
      if (closed) throw aborted(endpoint, clientClosed)
      if (outer?.aborted) throw aborted(endpoint, reasonOf(outer.reason))
      checkSize(name, body, maxBytes)
      const { signal } = ends
      slot = await slots.take(signal)
      // Our own queue is no latency of the miner.
      startedAt = performance.now()
      const asked = {
        endpoint,
        deadlineMs,
        pools,
        keypair,
        maxBytes,
        signal,
        synapse: name,
        body,
        clocks,
        sessions,
        spool: hasParts ? spool : undefined,
        onArrival: () => {
          arrivedAt = performance.now()
        },
        receipts,
      }
      const answer = await exchange(asked)
      const output = await parseOutput(endpoint, synapse, answer).catch((error: unknown) => {
        if (hasParts) releaseBytes(answer)
        throw error
      })
      return { kind: 'ok', output, latencyMs: timed() }
    } catch (thrown) {
      const waited = arrivedAt === undefined && ends.signal.aborted && slot?.waited !== false
      const busy = () => transportError('CLIENT_BUSY', { endpoint: nameOf(endpoint), limit: maxConcurrent })
      const cause = abortOf(ends, endpoint) ?? (waited ? busy() : thrown)
      return { ...failureOf(cause, { endpoint, deadlineMs }), latencyMs: timed() }
    } finally {
      slot?.[Symbol.dispose]()
    }
  }

  async function collectReceipts(endpoint: MinerEndpoint, { signal: outer }: QueryOptions = {}) {
    using ends = live.limit(collectMs, outer)
    const { signal } = ends
    const asked = { endpoint, deadlineMs: collectMs, pools, keypair, maxBytes: maxReceiptsBytes, signal }
    const ask = { ...asked, synapse: receiptsTarget.slice(1), clocks, sessions, receipts: null }
    return await receipts!.collect(endpoint, async (body) => {
      try {
        if (closed) throw aborted(endpoint, clientClosed)
        using _slot = await slots.take(signal)
        return { data: await exchange({ ...ask, body }), failure: null }
      } catch (thrown) {
        const { code, reason } = failureOf(abortOf(ends, endpoint) ?? thrown, asked)
        return { data: null, failure: { code, reason } }
      }
    })
  }

  const queryVersions = createVersionQueries({
    protocol: subnet.protocol,
    query,
    maxRemembered: 4 * parsed.maxMiners,
    now: () => performance.now(),
  })

  return {
    query: (endpoint, name, input, queryOptions) =>
      query(endpoint, name, input, queryOptions) as Promise<QueryResult<never>>,
    queryVersions: (endpoint, name, inputs, queryOptions) =>
      queryVersions(endpoint, name, inputs, queryOptions) as Promise<never>,
    async stream(endpoint, name, input, queryOptions = {}) {
      const { synapse, body } = await prepare(name, input)
      if (!isStreamSynapse(synapse)) throw transportError('SYNAPSE_NOT_STREAMED', { synapse: name })
      const { deadlineMs, chunk: output } = synapse
      const check = (chunk: unknown) => parseOutput(endpoint, { ...synapse, output }, chunk)
      const parts = { deadlineMs, check }
      return startStream(endpoint, name, { synapse, body }, queryOptions, parts) as MinerStream<never>
    },
    ...(receipts && { collectReceipts }),
    async [Symbol.asyncDispose]() {
      closed = true
      live.abortAll(new Error(clientClosed))
      await pools[Symbol.asyncDispose]()
      spool[Symbol.dispose]()
    },
  }
}

type StreamParts = Pick<MinerStreamParameters, 'deadlineMs' | 'check'>

/** Time for one request for receipts, in ms. The miner may wait for a second until it signs. */
const collectMs = 10_000
const clientClosed = 'the client was closed'

/** An abort by the caller, as opposed to the deadline, says nothing about the miner. */
function abortOf(ends: TimeLimit, endpoint: MinerEndpoint): SubnetError | null {
  const { aborted: isAborted, reason } = ends.signal
  return isAborted && !ends.isCauseOf(reason) ? aborted(endpoint, reasonOf(reason)) : null
}
