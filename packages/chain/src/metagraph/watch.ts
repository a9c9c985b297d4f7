import { callback, integer, milliseconds, optionsOf, parseOptions } from '@subnetkit/base'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { parameter } from '../plan/parameters.js'
import { followMetagraph, type MetagraphUpdate, type MetagraphWatch } from './follow.js'
import { readMetagraph } from './read.js'

/** Parameters of {@link watchMetagraph}. */
export interface MetagraphWatchParameters {
  readonly netuid: number
  /**
   * Mechanism whose incentive and updates are read.
   * @default 0
   */
  readonly mechanism?: number | undefined
  /**
   * Blocks after which it is read again.
   * @default 1
   */
  readonly everyBlocks?: number | undefined
  /**
   * Age from which the last metagraph counts as stale, in ms.
   * @default 60000 for each of `everyBlocks`: five blocks of mainnet
   */
  readonly staleAfterMs?: number | undefined
  /**
   * Pause before a read that failed is retried, in ms, if no new block comes before.
   * @default 5000
   */
  readonly retryMs?: number | undefined
  /** Listens to newer metagraphs, with their changes. Its errors go to `onError`. @default none */
  readonly onUpdate?: ((update: MetagraphUpdate) => void) | undefined
  /** Listens to failed reads; the last metagraph stays in use. @default none */
  readonly onError?: ((error: unknown) => void) | undefined
}

const schema = optionsOf({
  netuid: parameter.netuid,
  mechanism: parameter.mechanism.default(0),
  everyBlocks: integer(1).default(1),
  staleAfterMs: integer(1).optional(),
  retryMs: milliseconds().default(5_000),
  onUpdate: callback<(update: MetagraphUpdate) => void>().optional(),
  onError: callback<(error: unknown) => void>().optional(),
})

/**
 * Keeps a subnet's metagraph up to date and emits its changes. It follows the best chain with at most one read in
 * flight, however fast blocks come, and never goes back to an older block. While the chain is unreachable the last
 * metagraph stays in use, marked stale with its age; once the chain is back it resumes by itself.
 *
 * @example
 * using watch = watchMetagraph(client, { netuid: 1, onUpdate: ({ events }) => events.forEach(note) })
 * const miners = watch.current()?.metagraph.neurons ?? []
 */
export function watchMetagraph(client: ChainClient, parameters: MetagraphWatchParameters): MetagraphWatch {
  const parsed = parseOptions(schema, parameters, 'watchMetagraph')
  const { netuid, mechanism, everyBlocks, retryMs, onUpdate, onError } = parsed
  const { staleAfterMs = everyBlocks * 60_000 } = parsed
  return followMetagraph(
    {
      head: () => readHead(client),
      onHead: (listener) => client.onHead(listener),
      read: (at) => readMetagraph(client, { netuid, mechanism, at }),
      clock: client.clock,
    },
    { everyBlocks, staleAfterMs, retryMs, onUpdate, onError },
  )
}
