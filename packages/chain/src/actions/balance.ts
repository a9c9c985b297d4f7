import { parseAddress } from '@subnetkit/wallet'
import type { ChainClient } from '../connection/connect-chain.js'
import { openBlock } from '../read/block-reader.js'
import { storage } from '../read/storage-items.js'

/** Reads the free balance of an account at the best block, in rao. Throws ADDRESS_INVALID. */
export async function readBalance(client: ChainClient, address: string): Promise<bigint> {
  const { values } = await openBlock(client, { reads: { account: storage.Account(parseAddress(address)) } })
  return values.account.data.free
}
