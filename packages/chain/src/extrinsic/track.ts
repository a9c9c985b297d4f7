import { createWakeup, isSubnetError, withDeadline } from '@subnetkit/base'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { openBlock } from '../read/block-reader.js'
import { storage } from '../read/storage-items.js'
import { isFinal, readFinalized, readSpecVersion } from './canonical.js'
import { createScanner, readInclusion } from './find.js'
import { offer, type PoolAnswer } from './pool.js'
import type { Inclusion, SignedExtrinsic, TrackOptions } from './types.js'

/** Blocks after which the bytes are offered again although nothing is known to have gone wrong. */
const reofferBlocks = 4
/** Longest time between two looks at the chain, in ms, if no notification of a new block arrives. */
const pollMs = 2_000

export interface FreshOptions extends TrackOptions {
  /** Its bytes were never sent before: when the first pool refuses them, that is the end. @default false */
  readonly fresh?: boolean | undefined
}

/**
 * Tracks it to its end by reading blocks. Subscriptions only serve as hints to look, so that lost sockets, silence, and
 * missing, duplicate or reordered notifications cost time at most. Meanwhile the same bytes are broadcast again whenever
 * a node may have dropped them.
 *
 * `expired` is certain: every block that might hold it is final and does not, or the account has used its nonce for
 * another extrinsic in a final block. Throws CHAIN_TIMEOUT at the deadline; it may be included later, so track it again.
 */
export async function trackExtrinsic(
  client: ChainClient,
  signed: SignedExtrinsic,
  options: FreshOptions = {},
): Promise<Inclusion | 'expired'> {
  const { deadlineMs = client.inclusionDeadlineMs, signal } = options
  signal?.throwIfAborted()
  const news = createWakeup(pollMs, client.clock)
  const unwatch = client.onHead(news.wake)
  const { step, forget } = createSteps(client, signed, options)
  const stopListening = client.onEvent(({ type }) => {
    // Another node, or the same after a restart: its pool may be empty. One with a new runtime throws the bytes away.
    if (type !== 'connected' && type !== 'runtimeChanged') return
    forget()
    news.wake()
  })
  let ended = false
  let problem: unknown

  async function run(): Promise<Inclusion | 'expired'> {
    for (;;) {
      try {
        const end = await step()
        if (end) return end
      } catch (error) {
        // The bytes are out: only an error that no retry can fix ends the wait before its deadline.
        if (isSubnetError(error) && !error.transient) throw error
        problem = error
      }
      if (ended) throw problem
      await news.wait()
    }
  }
  const late = () => {
    // Details needed to look for it later.
    const operation = `inclusion of ${signed.call} (${signed.hash}, possible up to block ${signed.lastBlock})`
    return chainError('CHAIN_TIMEOUT', { operation, deadlineMs }, { cause: problem })
  }
  try {
    return await withDeadline(run(), deadlineMs, late, { signal, clock: client.clock })
  } finally {
    ended = true
    news.wake()
    stopListening()
    unwatch()
  }
}

interface Steps {
  /** One look at the chain; null while the end is open. */
  step(): Promise<Inclusion | 'expired' | null>
  /** Takes the bytes to be in no pool any more. */
  forget(): void
}

function createSteps(
  client: ChainClient,
  signed: SignedExtrinsic,
  { fresh = false, waitFor = 'included' }: FreshOptions,
): Steps {
  const look = createScanner(client, signed)
  let unsent = fresh
  /** Best block when a pool took it; null when it may be in none. */
  let offeredAt: number | null = null
  let refused = false
  /** Refusal by the only pool that ever received the bytes. */
  let firstRefusal: Exclude<PoolAnswer, { kind: 'held' }> | null = null

  async function offerNow(head: number): Promise<void> {
    offeredAt = null
    const first = unsent
    unsent = false
    const answer = await offer(client, signed)
    refused = answer.kind !== 'held'
    if (first && answer.kind !== 'held') firstRefusal = answer
    offeredAt = head
  }
  const headNumber = async () => (await readHead(client)).number

  /** Returns true if no block holds it and none can any more. */
  async function isDead(): Promise<boolean> {
    const final = await readFinalized(client)
    const over =
      final.number >= signed.lastBlock ||
      (await nonceAt(client, signed.signer, final)) > signed.nonce ||
      (await readSpecVersion(client, final.hash)) !== signed.specVersion
    return over && (await look(final.number)) === null
  }

  const forget = () => {
    offeredAt = null
  }
  async function step(): Promise<Inclusion | 'expired' | null> {
    if (unsent) await offerNow(signed.birthBlock)
    try {
      const head = await headNumber()
      const place = await look(head)
      if (place) {
        const settled = waitFor === 'included' || (await isFinal(client, place))
        return settled ? await readInclusion(client, signed, place) : null
      }
      // A used nonce may be its own, in a block that this node does not have yet: final blocks decide.
      if (firstRefusal && (firstRefusal.kind !== 'stale' || (await isDead()))) throw firstRefusal.error
      const due = offeredAt === null || head >= offeredAt + reofferBlocks
      if (due && head < signed.lastBlock) await offerNow(head)
      return (refused || head >= signed.lastBlock) && (await isDead()) ? 'expired' : null
    } catch (error) {
      // The next request may go to another node.
      offeredAt = null
      throw error
    }
  }
  return { step, forget }
}

async function nonceAt(client: ChainClient, address: string, at: BlockRef): Promise<number> {
  const { values } = await openBlock(client, { at, reads: { account: storage.Account(address) } })
  return values.account.nonce
}
