import type { Clock, Timer } from '@subnetkit/base'
import type { BlockRef } from '../read/block.js'
import { diffMetagraph, type MetagraphEvent } from './diff.js'
import type { Metagraph } from './metagraph.js'

/** Dependencies for following a chain. */
export interface FollowedChain {
  head(): Promise<BlockRef>
  onHead(listener: (head: BlockRef) => void): () => void
  read(at: BlockRef): Promise<Metagraph>
  readonly clock: Clock
}

interface FollowOptions {
  readonly everyBlocks: number
  readonly staleAfterMs: number
  readonly retryMs: number
  readonly onUpdate: ((update: MetagraphUpdate) => void) | undefined
  readonly onError: ((error: unknown) => void) | undefined
}

/** Follows a chain, see `watchMetagraph`. */
export function followMetagraph(chain: FollowedChain, options: FollowOptions): MetagraphWatch {
  const { everyBlocks, staleAfterMs, retryMs, onUpdate, onError = () => undefined } = options
  let latest: { readonly metagraph: Metagraph; readonly readAt: number } | null = null
  let newest: BlockRef | null = null
  let reading: Promise<Metagraph> | null = null
  let retry: Timer | undefined
  let stopped = false

  /** Returns true if enough blocks have come; a sibling of the block that was read counts as new, too. */
  function isDue(): boolean {
    if (newest === null) return false
    if (latest === null) return true
    const { block, blockHash } = latest.metagraph
    return newest.number - block >= everyBlocks || (newest.number === block && newest.hash !== blockHash)
  }

  /** Stores the result of a read, unless there is a newer one: endpoints may lag behind each other. */
  function keep(metagraph: Metagraph, readAt: number): Metagraph {
    if (stopped) return metagraph
    const previous = latest?.metagraph ?? null
    if (previous !== null && metagraph.block < previous.block) return previous
    latest = { metagraph, readAt }
    const events = previous === null ? [] : diffMetagraph(previous, metagraph)
    try {
      if (previous?.blockHash !== metagraph.blockHash) onUpdate?.({ metagraph, previous, events })
    } catch (error) {
      onError(error)
    }
    return metagraph
  }

  async function read(head: BlockRef | null): Promise<Metagraph> {
    const readAt = chain.clock.now()
    newest = head ?? (await chain.head())
    return keep(await chain.read(newest), readAt)
  }

  /** One read in flight: who comes meanwhile waits for it. */
  function refresh(head: BlockRef | null): Promise<Metagraph> {
    reading ??= read(head).finally(() => {
      reading = null
    })
    return reading
  }

  function attempt(head: BlockRef | null): void {
    refresh(head).then(follow, (error: unknown) => {
      if (stopped) return
      onError(error)
      retry?.cancel()
      // Asks for the best block then: the one that failed may be gone, with its branch or its endpoint.
      retry = chain.clock.timeout(() => attempt(null), retryMs, { ref: false })
    })
  }

  function follow(): void {
    if (stopped || reading !== null || !isDue()) return
    retry?.cancel()
    attempt(newest)
  }

  const stopHeads = chain.onHead((head) => {
    newest = head
    follow()
  })

  return {
    current(): MetagraphState | null {
      if (latest === null) return null
      const { metagraph, readAt } = latest
      const ageMs = chain.clock.now() - readAt
      const ageBlocks = Math.max(0, (newest?.number ?? 0) - metagraph.block)
      return { metagraph, stale: ageMs > staleAfterMs, ageMs, ageBlocks }
    },
    refresh: () => refresh(null),
    [Symbol.dispose]() {
      stopped = true
      retry?.cancel()
      stopHeads()
    },
  }
}

/** The last metagraph that was read, and how old it is. */
export interface MetagraphState {
  readonly metagraph: Metagraph
  /** Older than is good: the chain is away, or does not answer. It can still be used, with care. */
  readonly stale: boolean
  /** Ms since it was read. */
  readonly ageMs: number
  /** Blocks that are known to have come since. */
  readonly ageBlocks: number
}

/** A metagraph that follows the chain. */
export interface MetagraphWatch extends Disposable {
  /** The last one that was read, with its age; null before the first. */
  current(): MetagraphState | null
  /** Reads it now, or waits for the read in flight; throws the chain's errors. */
  refresh(): Promise<Metagraph>
}

/** A newer metagraph and its changes. */
export interface MetagraphUpdate {
  readonly metagraph: Metagraph
  /** The one before; null for the first. */
  readonly previous: Metagraph | null
  /** Changes in between; none for the first. */
  readonly events: readonly MetagraphEvent[]
}
