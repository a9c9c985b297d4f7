import type { ApiPromise } from '@polkadot/api'
import {
  type Clock,
  createKeyedQueue,
  isSubnetError,
  type KeyedQueue,
  reasonOf,
  withDeadline,
} from '@subnetkit/base'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { blockOfHeader } from '../read/header.js'
import { checkRuntime } from '../runtime-check/check-runtime.js'
import { Connection, deadlinesToConnect } from './connection.js'
import { resolveEndpoints, showEndpoint } from './endpoints.js'
import type { ConnectionEvent, ConnectionStatus, RuntimeHook } from './events.js'
import { providerEndpoint } from './in-process.js'
import { Listeners } from './listeners.js'
import { type ChainOptions, type ChainSettings, parseChainOptions } from './options.js'
import { loadRuntimeApi } from './runtime-api.js'
import { RuntimeHooks } from './runtime-hooks.js'
import { socketEndpoint } from './socket.js'

/**
 * One long-lived connection to a chain; the functions of this package take it as their first argument. Lost sockets are
 * replaced, subscriptions renewed, and pending reads retried; every call ends at its deadline.
 */
export interface ChainClient extends AsyncDisposable {
  /**
   * The chain with the metadata of its current runtime: replaced by an upgrade, so do not store it. Send extrinsics with
   * `submit`, not with polkadot.js, whose subscriptions end silently when the socket is lost.
   */
  readonly api: ApiPromise
  /** The endpoint in use, or used last. */
  readonly endpoint: string
  /** Source of time of everything that waits for this chain. */
  readonly clock: Clock
  readonly deadlineMs: number
  readonly inclusionDeadlineMs: number
  /** Allows one extrinsic in flight per account, so that nonces never race. */
  readonly turns: KeyedQueue
  /**
   * Awaits an answer of the chain within the deadline; `operation` names it in the error. Throws CHAIN_ANSWER_UNREADABLE
   * for one that cannot be decoded.
   */
  ask<T>(operation: string, answer: Promise<T>): Promise<T>
  /**
   * Waits until calls are possible and the metadata is current; required before encoding anything to be signed.
   * Throws CHAIN_UNREACHABLE or CHAIN_TIMEOUT at the deadline.
   */
  ready(): Promise<ApiPromise>
  /** Returns the current state of the connection. */
  status(): ConnectionStatus
  /** Listens to events of the connection until the returned function is called. */
  onEvent(listener: (event: ConnectionEvent) => void): () => void
  /** Runs a hook at each change of the runtime, until the returned function is called. */
  onRuntimeChange(hook: RuntimeHook): () => void
  /**
   * Listens to the best block and every new one, each once, until the returned function is called, over any number of
   * sockets. Numbers rise, with gaps if blocks came while the chain was unreachable; they fall only if the chain really
   * switched to a fork. Late and duplicate announcements are dropped.
   */
  onHead(listener: (block: BlockRef) => void): () => void
  /** Closes the client: pending calls fail with CHAIN_CLIENT_CLOSED. */
  close(): Promise<void>
}

/**
 * Connects and reads the metadata. Tries the endpoints in order, each once. Throws CHAIN_UNREACHABLE if none answers,
 * CHAIN_GENESIS_MISMATCH if the only one is of another chain, CONFIG_INVALID if there is no endpoint.
 */
export async function connectChain(options: ChainOptions): Promise<ChainClient> {
  const settings = parseChainOptions(options)
  const { clock, deadlineMs, inclusionDeadlineMs } = settings
  const events = new Listeners<ConnectionEvent>()
  if (settings.onEvent) events.add(settings.onEvent)
  const hooks = new RuntimeHooks(deadlineMs, clock)
  hooks.add(({ before, after }) =>
    events.emit({ type: 'runtimeChecked', report: checkRuntime(after, before) }),
  )
  let api: ApiPromise | undefined
  const connection = new Connection({
    clock,
    ...places(settings),
    deadlineMs,
    stallMs: settings.stallMs,
    backoff: settings.reconnect,
    onEvent: (event) => events.emit(event),
    async loadRuntime() {
      const before = api
      const after = await loadRuntimeApi(connection.line, {
        clock,
        deadlineMs: deadlineMs * deadlinesToConnect,
      })
      api = after
      if (before) hooks.changed({ from: specVersionOf(before), to: specVersionOf(after), before, after })
      return specVersionOf(after)
    },
    showRuntime: () => hooks.run(),
  })
  await connection.connect()

  const current = () => api as ApiPromise
  const late = (operation: string) => () => connection.lateError(operation)
  const close = () => connection.close()
  /** Any error that is not ours comes from polkadot.js, about an answer that it cannot decode. */
  const unreadable = (what: string) => (cause: unknown) => {
    if (isSubnetError(cause)) throw cause
    const detail = reasonOf(cause)
    const specVersion = specVersionOf(current())
    throw chainError('CHAIN_ANSWER_UNREADABLE', { what, specVersion, detail }, { cause })
  }
  return {
    get api() {
      return current()
    },
    get endpoint() {
      return connection.status().endpoint
    },
    clock,
    deadlineMs,
    inclusionDeadlineMs,
    turns: createKeyedQueue(),
    ask: (operation, answer) =>
      withDeadline(answer.catch(unreadable(operation)), deadlineMs, late(operation), { clock }),
    async ready() {
      await connection.ready.wait(deadlineMs, late('the next request'))
      return current()
    },
    status: () => connection.status(),
    onEvent: (listener) => events.add(listener),
    onRuntimeChange: (hook) => hooks.add(hook),
    onHead: (listener) => connection.heads.listen(listener),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The best block. */
export async function readHead(client: ChainClient): Promise<BlockRef> {
  // Called directly: polkadot.js lets calls share one answer, and a new call would share an old deadline.
  const header = await client.ask('chain_getHeader', client.api.rpc('chain_getHeader') as Promise<unknown>)
  const block = blockOfHeader(header)
  if (block) return block
  const words = 'the node answered with something that is not a header'
  throw chainError('CHAIN_CALL_REFUSED', { rpcCode: -32_603, words, operation: 'chain_getHeader' })
}

function places({ network, endpoint, provider, genesisHash, maxMessageBytes }: ChainSettings) {
  if (provider) return { endpoints: [providerEndpoint(provider)], genesisHash }
  const wanted = endpoint === undefined ? [] : [endpoint]
  const found = resolveEndpoints(wanted.concat(network))
  const endpoints = found.urls.map((url) => socketEndpoint(url, showEndpoint(url), maxMessageBytes))
  return { endpoints, genesisHash: genesisHash ?? found.genesisHash }
}

function specVersionOf(api: ApiPromise): number {
  return api.runtimeVersion.specVersion.toNumber()
}
