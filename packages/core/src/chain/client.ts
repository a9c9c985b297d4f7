import { ApiPromise, WsProvider } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { withDeadline } from '../config/deadline.js'
import { SubnetError } from '../errors/subnet-error.js'
import { createTurns, type Turns } from './internal/turns.js'
import type { BlockRef } from './port.js'

/** What {@link connectChain} takes: an endpoint, or a provider that runs in this process. */
export interface ChainOptions {
  /** WebSocket URL of a Subtensor node, for example `ws://127.0.0.1:9944`. */
  readonly endpoint?: string
  /** An in-process provider, such as `devnet.provider`, instead of an endpoint. */
  readonly provider?: ProviderInterface
  /**
   * Longest wait for any one answer of the chain, in ms; inclusion of an extrinsic has its own.
   * @default 10000
   */
  readonly deadlineMs?: number
  /**
   * Longest wait from submission to inclusion, in ms (five blocks of 12 s).
   * @default 60000
   */
  readonly inclusionDeadlineMs?: number
}

/** One connection to a chain; the functions of this folder take it as their first argument. */
export interface ChainClient extends AsyncDisposable {
  readonly api: ApiPromise
  readonly endpoint: string
  readonly deadlineMs: number
  readonly inclusionDeadlineMs: number
  /** One extrinsic in flight for each account, so that nonces never race. */
  readonly turns: Turns
  /** Awaits an answer of the chain within the deadline; `operation` names it in the error. */
  ask<T>(operation: string, answer: Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Connects and reads the metadata. Throws CHAIN_UNREACHABLE when that takes longer than the deadline. */
export async function connectChain(options: ChainOptions): Promise<ChainClient> {
  const { deadlineMs = 10_000, inclusionDeadlineMs = 60_000 } = options
  const endpoint = options.endpoint ?? 'in process'
  const provider = options.provider ?? new WsProvider(options.endpoint, 1_000, {}, deadlineMs)
  // The provider type predates exact optional properties.
  const api = new ApiPromise({ provider: provider as ProviderInterface, noInitWarn: true })
  const unreachable = (detail: string) => new SubnetError('CHAIN_UNREACHABLE', { endpoint, detail })
  try {
    await withDeadline(api.isReadyOrError, deadlineMs, () =>
      unreachable(`no metadata within ${deadlineMs} ms`),
    )
  } catch (error) {
    await api.disconnect()
    throw error instanceof SubnetError
      ? error
      : unreachable(error instanceof Error ? error.message : String(error))
  }
  const close = () => api.disconnect()
  return {
    api,
    endpoint,
    deadlineMs,
    inclusionDeadlineMs,
    turns: createTurns(),
    ask: (operation, answer) =>
      withDeadline(answer, deadlineMs, () => new SubnetError('CHAIN_TIMEOUT', { operation, deadlineMs })),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The best block. */
export async function readHead(client: ChainClient): Promise<BlockRef> {
  const header = await client.ask('chain_getHeader', client.api.rpc.chain.getHeader())
  return { number: header.number.toNumber(), hash: header.hash.toHex() }
}

/** Calls back for every new best block until the returned function is called. */
export function watchHeads(client: ChainClient, listener: (block: BlockRef) => void): () => void {
  let stopped = false
  const subscription = client.api.rpc.chain.subscribeNewHeads((header) => {
    if (!stopped) listener({ number: header.number.toNumber(), hash: header.hash.toHex() })
  })
  return () => {
    stopped = true
    // A connection that is gone has no subscription left to end.
    subscription.then((unsubscribe) => unsubscribe()).catch(() => undefined)
  }
}
