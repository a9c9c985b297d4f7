import { setTimeout } from 'node:timers/promises'
import { ApiPromise, WsProvider } from '@polkadot/api'
import type { ProviderInterface } from '@polkadot/rpc-provider/types'
import { withDeadline } from '../config/deadline.js'
import { isSubnetError, SubnetError } from '../errors/subnet-error.js'
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

/**
 * Connects and reads the metadata. Throws CHAIN_UNREACHABLE when that fails or takes longer than the deadline,
 * CONFIG_INVALID when there is nothing to connect to.
 */
export async function connectChain(options: ChainOptions): Promise<ChainClient> {
  const { deadlineMs = 10_000, inclusionDeadlineMs = 60_000 } = options
  const endpoint = options.provider ? 'in process' : checkEndpoint(options.endpoint)
  const provider = options.provider ?? new WsProvider(endpoint, 1_000, {}, deadlineMs)
  // The provider type predates exact optional properties.
  const api = new ApiPromise({ provider: provider as ProviderInterface, noInitWarn: true })
  const unreachable = (detail: string) => new SubnetError('CHAIN_UNREACHABLE', { endpoint, detail })
  try {
    await withDeadline(api.isReadyOrError, deadlineMs, () =>
      unreachable(`no metadata within ${deadlineMs} ms`),
    )
  } catch (error) {
    await api.disconnect()
    throw isSubnetError(error) ? error : unreachable(reasonOf(error))
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

/** Pause before a failed subscription is tried again, in ms. */
const resubscribeMs = 1_000

/**
 * Calls back for every new best block until the returned function is called. A subscription that fails, because the
 * connection was lost in that moment, is tried again; one that stands is renewed by the provider.
 */
export function watchHeads(
  client: Pick<ChainClient, 'api'>,
  listener: (block: BlockRef) => void,
  pauseMs = resubscribeMs,
): () => void {
  const stopping = new AbortController()
  const { signal } = stopping

  async function subscribe(): Promise<() => void> {
    while (!signal.aborted) {
      try {
        return await client.api.rpc.chain.subscribeNewHeads((header) => {
          if (!signal.aborted) listener({ number: header.number.toNumber(), hash: header.hash.toHex() })
        })
      } catch {
        await setTimeout(pauseMs, undefined, { signal, ref: false }).catch(() => undefined)
      }
    }
    return () => undefined
  }

  const subscription = subscribe()
  return () => {
    stopping.abort()
    // A connection that is gone has no subscription left to end.
    subscription.then((unsubscribe) => unsubscribe()).catch(() => undefined)
  }
}

function checkEndpoint(endpoint: string | undefined): string {
  if (endpoint !== undefined && /^wss?:\/\//.test(endpoint)) return endpoint
  const detail =
    endpoint === undefined ? 'name one, or pass a provider' : 'it must begin with ws:// or wss://'
  throw new SubnetError('CONFIG_INVALID', { place: `chain endpoint ${endpoint ?? ''}`.trim(), detail })
}

/** A socket reports its failure as an event, which is no Error but has a message. */
function reasonOf(error: unknown): string {
  const { message } = Object(error) as { message?: unknown }
  return typeof message === 'string' && message !== '' ? message : String(error)
}
