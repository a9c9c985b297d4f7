import type { ChainClient } from './client.js'
import { watchHeads } from './client.js'
import type { Metagraph } from './metagraph.js'
import { readMetagraph } from './read-metagraph.js'

/** A metagraph that follows the chain. */
export interface MetagraphWatch extends Disposable {
  /** The latest one that was read; null before the first. */
  current(): Metagraph | null
  /** Reads it now; throws what the chain throws. */
  refresh(): Promise<Metagraph>
}

/** Options of {@link watchMetagraph}. */
export interface MetagraphWatchOptions {
  /**
   * Blocks after which it is read again.
   * @default 10
   */
  readonly everyBlocks?: number
  /** Told when a read fails; the last metagraph stays in use. @default nobody */
  readonly onError?: (error: unknown) => void
}

/** Keeps a subnet's metagraph at hand: one read in flight at most, however fast blocks come. */
export function watchMetagraph(
  client: ChainClient,
  netuid: number,
  options: MetagraphWatchOptions = {},
): MetagraphWatch {
  const { everyBlocks = 10, onError = () => undefined } = options
  let latest: Metagraph | null = null
  let reading: Promise<Metagraph> | null = null

  const refresh = () => {
    reading ??= readMetagraph(client, netuid)
      .then((metagraph) => {
        latest = metagraph
        return metagraph
      })
      .finally(() => {
        reading = null
      })
    return reading
  }
  const stop = watchHeads(client, ({ number }) => {
    if (latest === null || number - latest.block >= everyBlocks) refresh().catch(onError)
  })
  return { current: () => latest, refresh, [Symbol.dispose]: stop }
}
