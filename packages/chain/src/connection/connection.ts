import type { Clock, SubnetError } from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { blockOfHeader } from '../read/header.js'
import { Attempt } from './attempt.js'
import type { BackoffOptions } from './backoff.js'
import type { ConnectionEvent, ConnectionStatus } from './events.js'
import { Gate } from './gate.js'
import { HeadFeed } from './head-feed.js'
import { Keeper } from './keeper.js'
import { Line } from './line.js'
import { type Endpoint, type LinkEnd, LinkFailure } from './link.js'
import { RuntimeTracker } from './runtime-tracker.js'
import { unreachable } from './unreachable.js'
import { Watchdog } from './watchdog.js'

/** A node on a busy machine may take this long. */
const shortestProbeMs = 500

/** Number of deadlines that an endpoint has to be checked and to return its metadata. */
export const deadlinesToConnect = 3

/** Options of a {@link Connection}. */
export interface ConnectionOptions {
  readonly clock: Clock
  readonly endpoints: readonly Endpoint[]
  /** The genesis that every endpoint must have; that of the first one when absent. */
  readonly genesisHash: string | undefined
  readonly deadlineMs: number
  readonly stallMs: number
  readonly backoff: BackoffOptions
  readonly onEvent: (event: ConnectionEvent) => void
  /** Reads the metadata of the chain with early calls, and returns its spec version. */
  readonly loadRuntime: () => Promise<number>
  /** Runs the runtime hooks before anything is encoded with a new runtime; never rejects. */
  readonly showRuntime: () => Promise<void>
}

/** One connection to one chain for life, over any number of sockets and endpoints. */
export class Connection {
  readonly line: Line
  readonly heads: HeadFeed
  /** Open while calls pass and the metadata is that of the chain. */
  readonly ready: Gate
  readonly #options: ConnectionOptions
  readonly #keeper: Keeper
  readonly #runtime: RuntimeTracker
  readonly #watchdog: Watchdog
  readonly #closing = new AbortController()
  readonly #subscribed = new Set<string>()
  #attempt: Attempt | null = null
  #endpoint: Endpoint
  #genesisHash: string | undefined
  /** Calls pass. */
  #up = false
  #connections = 0
  #lastReason = 'not connected yet'
  #lastBlockAt: number | null = null
  #runtimeCheckedAt: number
  #stalled = false
  /** Endpoints that were left during this stall. */
  #stalledSwitches = 0

  constructor(options: ConnectionOptions) {
    const { clock, endpoints, deadlineMs, stallMs, backoff, onEvent } = options
    this.#options = options
    this.ready = new Gate(clock)
    this.#runtimeCheckedAt = clock.now()
    this.#genesisHash = options.genesisHash
    this.#endpoint = endpoints[0] as Endpoint
    this.#keeper = new Keeper({
      clock,
      endpoints,
      backoff,
      signal: this.#closing.signal,
      establish: (endpoint) => this.#establish(endpoint),
      onRefused: ({ name }, { reason }, retryMs) =>
        onEvent({ type: 'refused', endpoint: name, reason, retryMs }),
      onLost: ({ name }, { reason }) => onEvent({ type: 'lost', endpoint: name, reason }),
    })
    this.line = new Line({
      clock,
      deadlineMs,
      errors: {
        late: (operation, sent) => this.lateError(operation, sent),
        lost: (operation, detail) =>
          chainError('CHAIN_CONNECTION_LOST', { operation, endpoint: this.#endpoint.name, detail }),
        busy: (operation, waiting) => chainError('CHAIN_BUSY', { operation, waiting }),
        runtimeChanged: (operation, from) =>
          chainError('CHAIN_RUNTIME_CHANGED', { operation, from, to: this.#runtime.specVersion }),
      },
      onSilence: () => this.#watchdog.probeNow(),
    })
    this.#runtime = new RuntimeTracker({
      line: this.line,
      load: options.loadRuntime,
      onOther: () => this.ready.close(),
      onEvent,
    })
    // Short enough that a read on a dead socket is retried on another one within its own deadline.
    const probeMs = Math.max(Math.round(deadlineMs / 3), shortestProbeMs)
    const probe = async () => {
      const call = this.line.call('chain_getHeader', [], { early: true, deadlineMs: probeMs })
      const block = blockOfHeader(await call)
      if (block === null) throw new Error('the node answered with something that is no header')
      return block
    }
    this.heads = new HeadFeed(probe)
    this.heads.listen((block) => this.#onBlock(block))
    this.#watchdog = new Watchdog({
      clock,
      stallMs,
      graceMs: deadlineMs,
      probe,
      push: (block) => this.heads.push(block),
      onTimeout: () => this.#drop(`silent: no answer to chain_getHeader within ${probeMs} ms`),
      onUnannounced: () => this.#drop('it did not announce its new blocks'),
      onStalled: (forMs) => this.#onStalled(forMs),
    })
  }

  /** Connects to the first endpoint that does. Throws CHAIN_UNREACHABLE or CHAIN_GENESIS_MISMATCH. */
  async connect(): Promise<void> {
    const refusals = await this.#keeper.start()
    try {
      if (refusals.length > 0) throw unreachable(refusals)
      await this.ready.wait(this.#options.deadlineMs, () => this.lateError('connecting'))
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** The error of something that had no answer in time. */
  lateError(operation: string, wasAsked = this.#up): SubnetError {
    const { deadlineMs } = this.#options
    if (wasAsked) return chainError('CHAIN_TIMEOUT', { operation, deadlineMs })
    const detail = `no connection within ${deadlineMs} ms for ${operation}; the last attempt failed: ${this.#lastReason}`
    return chainError('CHAIN_UNREACHABLE', { endpoint: this.#endpoint.name, detail })
  }

  status(): ConnectionStatus {
    return {
      endpoint: this.#endpoint.name,
      endpoints: this.#options.endpoints.map(({ name }) => name),
      connected: this.#up,
      genesisHash: this.#genesisHash ?? '',
      specVersion: this.#runtime.specVersion,
      lastBlock: this.heads.best,
      lastBlockAt: this.#lastBlockAt,
      stalled: this.#stalled,
      reconnects: Math.max(this.#connections - 1, 0),
      requests: this.line.requests,
      subscriptions: this.line.subscriptions,
    }
  }

  /** Ends everything, for good. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    this.#attempt?.end({ reason: 'the client was closed', endpointIsFine: true })
    this.#watchdog.stop()
    this.line.close()
    this.heads.clear()
    this.ready.fail(chainError('CHAIN_CLIENT_CLOSED', { operation: 'waiting for a connection' }))
    await this.#keeper.stopped()
    for (const endpoint of this.#options.endpoints) await endpoint.dispose?.()
  }

  async #establish(endpoint: Endpoint): Promise<Attempt> {
    const { clock, deadlineMs } = this.#options
    const attempt = new Attempt(endpoint, clock, (end) => this.#detach(end))
    const wholeMs = deadlineMs * deadlinesToConnect
    const timer = clock.timeout(
      () => attempt.end({ reason: `not ready within ${wholeMs} ms`, endpointIsFine: false }),
      wholeMs,
    )
    try {
      const link = await attempt.open(
        (message) => this.line.receive(message),
        deadlineMs,
        this.#closing.signal,
      )
      this.#attempt = attempt
      this.heads.reconnected()
      this.line.attach(link)
      // Even if something hangs in there: an end of the link ends the attempt.
      await Promise.race([this.#prepare(attempt), attempt.ended])
      attempt.assertOpen()
      this.#adopt(endpoint)
      return attempt
    } catch (error) {
      const end = attempt.reasonOf(error)
      attempt.end(end)
      throw new LinkFailure(end)
    } finally {
      timer.cancel()
    }
  }

  async #prepare(attempt: Attempt): Promise<void> {
    const genesisHash = await this.#checkGenesis(attempt.endpoint)
    for (const step of [() => this.#runtime.update(), () => this.line.renew(), () => this.#subscribe()]) {
      attempt.assertOpen()
      await step()
    }
    attempt.assertOpen()
    this.#genesisHash = genesisHash
  }

  /** Takes the link into use: every call passes from now on. */
  #adopt(endpoint: Endpoint): void {
    const from = this.#endpoint.name
    this.#endpoint = endpoint
    this.#connections += 1
    this.line.flow()
    this.#watchdog.start()
    this.#up = true
    const { onEvent } = this.#options
    if (this.#connections > 1 && from !== endpoint.name) {
      onEvent({ type: 'switched', from, to: endpoint.name })
    }
    onEvent({ type: 'connected', endpoint: endpoint.name, specVersion: this.#runtime.specVersion })
    void this.#publishRuntime()
  }

  async #publishRuntime(): Promise<void> {
    const attempt = this.#attempt
    await this.#options.showRuntime()
    const isCurrent = attempt !== null && attempt === this.#attempt
    if (isCurrent && !this.#runtime.isLoading) this.ready.open()
  }

  #detach({ reason }: LinkEnd): void {
    this.#lastReason = reason
    this.#attempt = null
    this.#up = false
    this.ready.close()
    this.#watchdog.stop()
    this.line.detach(reason)
  }

  /** Drops the current link; its endpoint comes last then. */
  #drop(reason: string, endpointIsFine = false): void {
    this.#attempt?.end({ reason, endpointIsFine })
  }

  async #checkGenesis(endpoint: Endpoint): Promise<string> {
    const genesis = await this.line.call('chain_getBlockHash', [0], { early: true })
    if (typeof genesis !== 'string') throw new Error('the node does not name its genesis')
    const expected = this.#genesisHash ?? genesis
    if (genesis === expected) return genesis
    this.#keeper.distrust(endpoint)
    this.#options.onEvent({ type: 'distrusted', endpoint: endpoint.name, genesisHash: genesis, expected })
    throw chainError('CHAIN_GENESIS_MISMATCH', {
      endpoint: endpoint.name,
      ...{ genesis, expected },
      // A whole hash looks like a key, and is hidden in logs.
      ...{ begins: genesis.slice(0, 18), wanted: expected.slice(0, 18) },
    })
  }

  /** The chain may have been upgraded while we look on. */
  async #checkRuntime(): Promise<void> {
    this.#runtimeCheckedAt = this.#options.clock.now()
    try {
      await this.#runtime.update()
      if (this.#up && !this.ready.isOpen) await this.#publishRuntime()
    } catch (error) {
      // A question without an answer is the watchdog's business; metadata that does not come is not.
      if (this.ready.isOpen) return
      this.#drop(`the metadata of its runtime could not be read: ${(error as Error).message}`, true)
    }
  }

  /** The two subscriptions of the connection itself; the line renews them from then on. */
  async #subscribe(): Promise<void> {
    const own = [
      ['chain_newHead', 'chain_subscribeNewHeads', (header: unknown) => this.#onHeader(header)],
      ['state_runtimeVersion', 'state_subscribeRuntimeVersion', () => this.#checkRuntime()],
    ] as const
    for (const [type, method, onResult] of own) {
      if (this.#subscribed.has(method)) continue
      await this.line.subscribe(type, method, [], (error, result) => error ?? onResult(result), true)
      this.#subscribed.add(method)
    }
  }

  #onHeader(header: unknown): void {
    this.#watchdog.announced()
    const block = blockOfHeader(header)
    if (block === null) this.#drop('it announced a block with something that is no header')
    else this.heads.push(block)
  }

  #onBlock(block: BlockRef): void {
    this.#lastBlockAt = this.#options.clock.date()
    this.#watchdog.blockArrived()
    this.#keeper.resetBackoff()
    this.#stalledSwitches = 0
    // The announcement of an upgrade may be lost; extrinsics signed for the previous runtime would be refused for ever.
    if (this.#options.clock.now() - this.#runtimeCheckedAt >= this.#options.stallMs / 2)
      void this.#checkRuntime()
    if (!this.#stalled) return
    this.#stalled = false
    this.#options.onEvent({ type: 'resumed', endpoint: this.#endpoint.name, block })
  }

  /** Another endpoint may have the blocks that this one lacks; each is tried once a stall. */
  #onStalled(forMs: number): void {
    const { endpoints, onEvent } = this.#options
    const block = this.heads.best
    if (!this.#stalled && block) {
      onEvent({ type: 'stalled', endpoint: this.#endpoint.name, block, forMs })
    }
    this.#stalled = true
    if (this.#stalledSwitches >= endpoints.length - 1) return
    this.#stalledSwitches += 1
    this.#drop(`no new block for ${Math.round(forMs / 1_000)} s`)
  }
}
