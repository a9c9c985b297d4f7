import { isSubnetError } from '@subnetkit/base'
import type { DepositChain } from './deposit-chain.js'

/** A chain that is open for a while. */
export type OpenDepositChain = Pick<DepositChain, 'transfers'> & AsyncDisposable

/**
 * Reads blocks whose state the node has pruned from an archive node, which is connected for each span and closed after it. What is final
 * is still what the own node says: blocks of the archive must follow those before them.
 */
export function withArchive(chain: DepositChain, open: () => Promise<OpenDepositChain>): DepositChain {
  return {
    ...chain,
    async transfers(span) {
      try {
        return await chain.transfers(span)
      } catch (error) {
        if (!isSubnetError(error, 'CHAIN_HISTORY_MISSING')) throw error
        await using archive = await open()
        return await archive.transfers(span)
      }
    },
  }
}
