import { type ChainClient, connectChain } from '@subnetkit/chain'
import { type DepositOptions, depositChain, withArchive } from '@subnetkit/gateway'
import type { ArchiveOptions } from './options.js'

/** The deposits of a gateway on a chain, and on an archive of it where one is named. */
export function depositsOn(chain: ChainClient, { archive, ...options }: DepositOptions & ArchiveOptions) {
  const own = depositChain(chain)
  if (archive === undefined) return { ...options, chain: own }
  const open = async () => {
    const client = await connectChain({ network: archive, genesisHash: own.genesis })
    return { ...depositChain(client), [Symbol.asyncDispose]: () => client.close() }
  }
  return { ...options, chain: withArchive(own, open) }
}
