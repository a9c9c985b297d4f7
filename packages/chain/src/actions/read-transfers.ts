import type { EventRecord } from '@polkadot/types/interfaces'
import { encodeAddress } from '@subnetkit/wallet'
import type { ChainClient } from '../connection/connect-chain.js'
import { chainError } from '../errors/chain-error.js'
import { readHashes } from '../extrinsic/canonical.js'
import { readEvents } from '../extrinsic/events.js'
import type { BlockRef } from '../read/block.js'
import { readPast } from '../read/past.js'

/** TAO that moved from one account to another. */
export interface ChainTransfer {
  /** Place of its event in the block: with the block's hash it names the transfer for good. */
  readonly event: number
  /** SS58 address. */
  readonly from: string
  /** SS58 address. */
  readonly to: string
  /** Rao. */
  readonly amount: bigint
}

/** The transfers of one block. */
export interface BlockTransfers extends BlockRef {
  readonly parentHash: string
  readonly transfers: readonly ChainTransfer[]
}

/** Blocks whose events are requested at a time. */
const blocksAtOnce = 8

/**
 * Reads the transfers of a span of blocks, both ends included, by the chain's own events: so those of batches, proxies, multisigs and
 * `transfer_all` count, and failed ones do not. Throws CHAIN_HISTORY_MISSING where the node does not know a block or its state.
 */
export async function readTransfers(
  client: ChainClient,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly BlockTransfers[]> {
  const hashes = await readHashes(client, from, to)
  const blocks: BlockTransfers[] = []
  for (let at = 0; at < hashes.length; at += blocksAtOnce) {
    const some = hashes.slice(at, at + blocksAtOnce).map((hash, offset): BlockRef => {
      const number = from + at + offset
      if (hash !== null) return { number, hash }
      throw chainError('CHAIN_HISTORY_MISSING', { block: number, operation: 'reading transfers' })
    })
    blocks.push(...(await Promise.all(some.map((block) => transfersOf(client, block)))))
  }
  return blocks
}

async function transfersOf(client: ChainClient, block: BlockRef): Promise<BlockTransfers> {
  const operation = 'reading transfers'
  const [header, records] = await Promise.all([
    readPast(block, operation, client.ask(operation, client.api.rpc.chain.getHeader(block.hash))),
    readPast(block, operation, readEvents(client, block)),
  ])
  return {
    ...block,
    parentHash: header.parentHash.toHex(),
    transfers: transfersIn(records),
  }
}

/** The transfers among events, numbered by their places. */
export const transfersIn = (records: readonly EventRecord[]): readonly ChainTransfer[] =>
  records.flatMap((record, event) => transferOf(record, event))

function transferOf({ event: { section, method, data } }: EventRecord, event: number): ChainTransfer[] {
  if (section !== 'balances' || method !== 'Transfer') return []
  const names = data.names ?? ['from', 'to', 'amount']
  const [from, to, amount] = ['from', 'to', 'amount'].map((name) => data[names.indexOf(name)])
  if (from === undefined || to === undefined || amount === undefined) {
    // Money that cannot be read must not be passed over.
    throw new TypeError('Balances.Transfer has other fields than from, to and amount')
  }
  return [
    {
      event,
      ...{ from: encodeAddress(from.toU8a()), to: encodeAddress(to.toU8a()) },
      amount: BigInt(amount.toString()),
    },
  ]
}
