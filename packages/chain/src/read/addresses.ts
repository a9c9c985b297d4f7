import { encodeAddress } from '@subnetkit/wallet'
import type { ChainClient } from '../connection/connect-chain.js'

/** Number of addresses cached per connection: two per neuron of the largest subnet, about ten megabytes. */
const mostKept = 65_536

const kept = new WeakMap<ChainClient, Map<string, string>>()

/**
 * Writes public keys as addresses, remembering those of this connection: the checksum takes longer than everything
 * else about a neuron, and the next block has the same neurons.
 */
export function addressWriter(client: ChainClient, prefix: number): (publicKey: Uint8Array) => string {
  const known = kept.get(client) ?? new Map<string, string>()
  kept.set(client, known)
  return (publicKey) => {
    const key = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1')
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    const address = encodeAddress(publicKey, { prefix })
    if (known.size >= mostKept) known.clear()
    known.set(key, address)
    return address
  }
}
