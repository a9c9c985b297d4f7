import { performance } from 'node:perf_hooks'
import { configError, parseOptions, reasonOf, type SubnetError, type TimeLimit } from '@subnetkit/base'
import {
  type CalleeReceipt,
  type CollectingClient,
  carriesBytes,
  type ExchangeHashes,
  isStreamSynapse,
  isTraceParent,
  type MinerClient,
  type MinerEndpoint,
  type MinerStream,
  type Protocol,
  type QueryOptions,
  type QueryResult,
  releaseBytes,
  type StreamSynapse,
  type Subnet,
  type Synapse,
} from '@subnetkit/core'
import { createSpool } from '../body/spool.js'
import { createClockWatch } from '../clock/clock-watch.js'
import { transportError } from '../errors/transport-error.js'
import { allowedAddresses } from '../http/checked-connector.js'
import { pathOf } from '../http/headers.js'
import { createLiveSignals } from '../http/live-signals.js'
import { createPools } from '../http/pools.js'
import { maxReceiptsBytes } from '../receipts/receipts-request.js'
import { receiptsTarget } from '../receipts/statements.js'
import { checkEndpoint } from './check-endpoint.js'
import { exchange } from './exchange.js'
import { type Asked, aborted, failureOf, nameOf } from './failure.js'
import { fingerprintOf } from './fingerprint.js'
import { type MinerClientOptions, minerClientOptions } from './miner-client-options.js'
import { collectStream, createMinerStream, type MinerStreamParameters } from './miner-stream.js'
import type { ExchangeParameters } from './open-answer.js'
import { openStream } from './open-stream.js'
import type { RequestMessage } from './parts-exchange.js'
import { createPeerSessions } from './peer-sessions.js'
import { createVersionQueries } from './query-versions.js'
import { type ClientReceiptOptions, createReceiptCollector } from './receipt-collector.js'
import { type Post, type RequestSigner, type SignedHeaders, sign } from './sign.js'
import { createSlots, type Slot } from './slots.js'
import { createStallWatch } from './stall-watch.js'
import { checkInput, encodeMessage, parseOutput } from './values.js'

/**
 * Creates a client for the miners of a subnet. Each query is authenticated for its receiver, ends at the deadline of its
 * synapse, counted from the call to the last byte, and reads at most its `maxBytes`. Every behavior of a miner becomes
 * a result, and trouble on this side one of kind `ours`; only an input that does not match the synapse throws
 * (BODY_MALFORMED), since that is the caller's mistake.
 */
export function createMinerClient<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'protocol'>,
  options: MinerClientOptions & { readonly receipts: ClientReceiptOptions },
): CollectingClient<P>
export function createMinerClient<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'protocol'>,
  options: MinerClientOptions,
): MinerClient<P>
export function createMinerClient<P extends Protocol>(
  subnet: Pick<Subnet<P>, 'protocol'>,
  options: MinerClientOptions,
): MinerClient<P> {
  const parsed = parseOptions(minerClientOptions, options, 'createMinerClient')
  const { maxConcurrent } = parsed
  const signer = signerOf(parsed)
  const pools = createPools({
    maxPools: parsed.maxMiners,
    connectionsPerPool: parsed.maxConnectionsPerMiner,
    allow: allowedAddresses(parsed.allowPrivateAddresses),
    fingerprintOf: (miner) => fingerprintOf(miner, parsed.tlsFingerprint),
  })
  const isSpoolNeeded = Object.values(subnet.protocol).some(({ output }) => carriesBytes(output))
  const spool = createSpool(parsed.spool, isSpoolNeeded)
  const slots = createSlots(maxConcurrent)
  const live = createLiveSignals()
  const stalls = createStallWatch()
  const clocks = createClockWatch()
  const receipts = parsed.receipts === null ? null : createReceiptCollector(parsed.receipts, signer.address)
  const isRemote = !('sign' in signer)
  let closed = false
  const sessions = createPeerSessions({
    ...{ signer, pools, live, clocks, mode: parsed.sessions, mustSign: parsed.requireMinerSignature },
    maxPeers: parsed.maxMiners,
    isClosed: () => closed,
  })
  /** Parts that all exchanges share. */
  const common = { pools, signer, clocks, sessions }

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

  /**
   * Asks a signer elsewhere for the signature of a query, or opens the session that it needs, while its time stands still:
   * the wait is ours. A key of this process signs at the last moment instead. Throws QUERY_FAILED.
   */
  async function presign(
    { endpoint, body, signal, synapse }: Omit<Post, 'signer'> & { readonly synapse: string },
    ends: TimeLimit,
  ): Promise<SignedHeaders | null> {
    checkEndpoint(endpoint)
    const origin = pools.originOf(endpoint)
    if (origin === null) return null
    const resume = ends.pause()
    try {
      const session = await sessions.find(origin, endpoint, signal)
      return session ? null : await sign({ signer, endpoint, body, signal }, `/${synapse}`)
    } finally {
      resume()
    }
  }

  function startStream(
    endpoint: MinerEndpoint,
    name: string,
    { synapse, body }: { readonly synapse: StreamSynapse; readonly body: RequestMessage },
    { signal: outer, trace }: QueryOptions,
    { deadlineMs, check, onExchange }: StreamParts,
  ): MinerStream<unknown> {
    const { maxBytes } = synapse
    const ends = live.limit(deadlineMs, outer)
    const { stop: signal } = ends
    const asked = {
      receipts,
      endpoint,
      deadlineMs,
      maxBytes,
      signal,
      synapse: name,
      body,
      onExchange,
      trace: traceOf(trace),
      ...common,
    }
    let presigned: SignedHeaders | null = null
    return createMinerStream({
      ...{ endpoint, name, synapse, deadlineMs, ends, maxConcurrent, check },
      async takeSlot() {
        if (closed) throw aborted(endpoint, clientClosed)
        checkSize(name, body, maxBytes)
        const slot = await slots.take(signal)
        try {
          if (isRemote) presigned = await presign(asked, ends)
          return slot
        } catch (error) {
          slot[Symbol.dispose]()
          throw error
        }
      },
      open: () => openStream({ ...asked, presigned }),
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
    let exchanged: { readonly exchange?: ExchangeHashes } = {}
    let called: { readonly calls?: readonly CalleeReceipt[] } = {}
    const onExchange = (exchange: ExchangeHashes) => {
      exchanged = { exchange }
    }
    if (isStreamSynapse(synapse)) {
      const stream = startStream(endpoint, name, { synapse, body }, queryOptions, { deadlineMs, onExchange })
      const check = (chunks: readonly unknown[]) => parseOutput(endpoint, synapse, chunks)
      const result = await collectStream(stream, check, { endpoint, deadlineMs }, queryOptions.keepReceived)
      return { ...result, ...exchanged }
    }
    const { maxBytes } = synapse
    const hasParts = carriesBytes(synapse.output)
    const { signal: outer, trace } = queryOptions
    using ends = live.limit(deadlineMs, outer)
    using watched = stalls.begin()
    let startedAt = performance.now()
    let stalledBefore = 0
    let slot: Slot | undefined
    // A miner is judged by the arrival of its answer, not by the time that we take to look at it, nor by our pauses.
    let arrivedAfterMs: number | undefined
    const elapsed = () => Math.max(0, performance.now() - startedAt - (watched.stalledMs() - stalledBefore))
    const timed = () => arrivedAfterMs ?? elapsed()
    try {
      if (closed) throw aborted(endpoint, clientClosed)
      if (outer?.aborted) throw aborted(endpoint, reasonOf(outer.reason))
      checkSize(name, body, maxBytes)
      const { stop: signal } = ends
      slot = await slots.take(signal)
      const presigned = isRemote ? await presign({ endpoint, body, signal, synapse: name }, ends) : null
      // Our own queue is no latency of the miner, nor is our signer.
      startedAt = performance.now()
      stalledBefore = watched.stalledMs()
      const answer = await exchange({
        receipts,
        endpoint,
        deadlineMs,
        maxBytes,
        signal,
        synapse: name,
        body,
        presigned,
        ...common,
        spool: hasParts ? spool : undefined,
        trace: traceOf(trace),
        onExchange,
        onCallees: (calls) => {
          called = { calls }
        },
        onArrival: () => {
          arrivedAfterMs = elapsed()
        },
      })
      const output = await parseOutput(endpoint, synapse, answer).catch((error: unknown) => {
        if (hasParts) releaseBytes(answer)
        throw error
      })
      const received = queryOptions.keepReceived ? { received: answer } : {}
      return { kind: 'ok', output, latencyMs: timed(), ...received, ...exchanged, ...called }
    } catch (thrown) {
      const isLate = arrivedAfterMs === undefined && ends.stop.aborted
      const waited = isLate && slot?.waited !== false
      const busy = () => transportError('CLIENT_BUSY', { endpoint: nameOf(endpoint), limit: maxConcurrent })
      const late = waited ? busy() : isLate ? stallOf(watched.stalledMs(), { endpoint, deadlineMs }) : null
      const cause = abortOf(ends, endpoint) ?? late ?? thrown
      return { ...failureOf(cause, { endpoint, deadlineMs }), latencyMs: timed(), ...exchanged }
    } finally {
      slot?.[Symbol.dispose]()
    }
  }

  async function collectReceipts(endpoint: MinerEndpoint, { signal: outer }: QueryOptions = {}) {
    using ends = live.limit(collectMs, outer)
    const { stop: signal } = ends
    const asked = { endpoint, deadlineMs: collectMs, maxBytes: maxReceiptsBytes, signal }
    const ask = { ...common, ...asked, synapse: pathOf(receiptsTarget), receipts: null }
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
      async function check(chunk: unknown) {
        const parsed = await parseOutput(endpoint, { ...synapse, output }, chunk)
        return queryOptions.keepReceived ? chunk : parsed
      }
      let exchanged: { readonly exchange?: ExchangeHashes } = {}
      const onExchange = (exchange: ExchangeHashes) => {
        exchanged = { exchange }
      }
      const parts = { deadlineMs, check, onExchange }
      const stream = startStream(endpoint, name, { synapse, body }, queryOptions, parts)
      const result = stream.result.then((known) => ({ ...known, ...exchanged }))
      return { ...stream, result } as MinerStream<never>
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

/** Either the key or the signer that stands in for it. Throws CONFIG_INVALID. */
function signerOf({ keypair, signer }: Pick<MinerClientOptions, 'keypair' | 'signer'>): RequestSigner {
  const given = keypair ?? signer
  if (given !== undefined && (keypair === undefined || signer === undefined)) return given
  const detail = given === undefined ? 'it names neither keypair nor signer' : 'it names both'
  const fix = 'Set keypair, or signer where the key is in another process.'
  throw configError('CONFIG_INVALID', { place: 'createMinerClient', detail, fix })
}

type StreamParts = Pick<MinerStreamParameters, 'deadlineMs' | 'check'> &
  Pick<ExchangeParameters, 'onExchange'>

/** A text of another form would be a header of the caller's making. */
const traceOf = (trace: string | undefined) =>
  trace !== undefined && isTraceParent(trace) ? trace : undefined

/** Time for one request for receipts, in ms. The miner may wait for a second until it signs. */
const collectMs = 10_000
const clientClosed = 'the client was closed'

/** A miner that had less time than its deadline because this process stood still is not absent. */
function stallOf(stalledMs: number, { endpoint, deadlineMs }: Asked): SubnetError | null {
  if (stalledMs < Math.max(decisiveMs, deadlineMs * decisiveShare)) return null
  return transportError('CALLER_STALLED', { endpoint: nameOf(endpoint), stalledMs: Math.round(stalledMs) })
}

/**
 * Pauses from which a query without an answer says nothing, in ms and as a share of its deadline. What came during a shorter
 * one is read before the deadline counts, so that a busy process does not excuse miners that are silent.
 */
const decisiveMs = 500
const decisiveShare = 0.25

/** An abort by the caller, as opposed to the deadline, says nothing about the miner. */
function abortOf(ends: TimeLimit, endpoint: MinerEndpoint): SubnetError | null {
  const { aborted: isAborted, reason } = ends.stop
  return isAborted && !ends.isCauseOf(reason) ? aborted(endpoint, reasonOf(reason)) : null
}
