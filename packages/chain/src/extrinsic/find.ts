import type { EventRecord } from '@polkadot/types/interfaces'
import { type ChainClient, readHead } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import type { BlockRef } from '../read/block.js'
import { readBody, readHashes } from './canonical.js'
import { readEvents } from './events.js'
import { dispatchRefusal } from './refusal.js'
import type { Inclusion, SignedExtrinsic } from './types.js'

/** Block bodies requested at a time. */
const bodiesAtOnce = 4

/** A block and the place of the extrinsic in it. */
interface Place extends BlockRef {
  readonly index: number
}

/** Looks through the best chain, and on later calls only at blocks that are new or were replaced. */
export type Scanner = (head: number) => Promise<Place | null>

export function createScanner(client: ChainClient, signed: SignedExtrinsic): Scanner {
  const without = new Map<number, string>()
  const look = async (block: BlockRef): Promise<Place | null> => {
    const index = (await readBody(client, block)).indexOf(signed.bytes)
    if (index >= 0) return { ...block, index }
    without.set(block.number, block.hash)
    return null
  }
  return async (head) => {
    const first = signed.birthBlock + 1
    const last = Math.min(head, signed.lastBlock)
    if (last < first) return null
    const hashes = await readHashes(client, first, last)
    const unseen = hashes.flatMap((hash, offset) => {
      const number = first + offset
      if (hash === null) throw unknownBlock(number, head)
      return without.get(number) === hash ? [] : [{ number, hash }]
    })
    for (let at = 0; at < unseen.length; at += bodiesAtOnce) {
      const places = await Promise.all(unseen.slice(at, at + bodiesAtOnce).map(look))
      const place = places.find((candidate) => candidate !== null)
      if (place) return place
    }
    return null
  }
}

/** Blocks by which one node behind an address may lag behind another. */
const lagBlocks = 8

/** The node does not know a block that could hold it, which does not prove that no block holds it. */
function unknownBlock(number: number, head: number): Error {
  const operation = 'finding an extrinsic'
  if (number <= head - lagBlocks) return chainError('CHAIN_HISTORY_MISSING', { block: number, operation })
  const words = `the node does not have block ${number} yet`
  return chainError('CHAIN_CALL_REFUSED', { rpcCode: -32_603, words, operation })
}

/**
 * Looks for it in every block that may hold it, up to the best one; null when none does. Bodies are compared byte
 * for byte: the answer depends on no index and no subscription. A node that has pruned those blocks is
 * CHAIN_HISTORY_MISSING, not null.
 */
export async function findExtrinsic(client: ChainClient, signed: SignedExtrinsic): Promise<Inclusion | null> {
  const head = await readHead(client)
  const place = await createScanner(client, signed)(head.number)
  return place && readInclusion(client, signed, place)
}

/** Outcome of an extrinsic in its block. */
export async function readInclusion(
  client: ChainClient,
  signed: SignedExtrinsic,
  { number, hash, index }: Place,
): Promise<Inclusion> {
  const records = await eventsOf(client, { number, hash })
  const events = records
    .filter(({ phase }) => phase.isApplyExtrinsic && phase.asApplyExtrinsic.toNumber() === index)
    .map(({ event }) => ({ pallet: event.section, name: event.method, fields: event.data }))
  const failed = events.find(({ pallet, name }) => pallet === 'system' && name === 'ExtrinsicFailed')
  const refusal = failed
    ? dispatchRefusal(signed.call, failed.fields[0] as Parameters<typeof dispatchRefusal>[1])
    : null
  return { number, hash, index, events, refusal }
}

/** Messages of nodes about a block whose state is pruned. */
const discarded = /state already discarded|unknown ?block/i

async function eventsOf(client: ChainClient, block: BlockRef): Promise<readonly EventRecord[]> {
  try {
    return await readEvents(client, block)
  } catch (error) {
    if (!discarded.test(error instanceof Error ? error.message : '')) throw error
    const operation = 'reading the events of an extrinsic'
    throw chainError('CHAIN_HISTORY_MISSING', { block: block.number, operation }, { cause: error })
  }
}
