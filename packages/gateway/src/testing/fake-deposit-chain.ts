import type { BlockTransfers } from '@subnetkit/chain'
import type { DepositChain } from '../deposits/deposit-chain.js'

/** A transfer of tests. */
export interface FakeTransfer {
  readonly to: string
  readonly amount: bigint
  readonly from?: string
}

/** A chain of tests, whose blocks are final when it says so. */
export interface FakeDepositChain extends DepositChain {
  /** Adds a block; its fork is part of its hash. */
  mine(transfers?: readonly FakeTransfer[], fork?: string): number
  /** Takes the blocks from a number on out of the chain. */
  revert(number: number): void
  /** Makes all blocks up to a number final, all of them without one. */
  finalize(number?: number): void
}

export function createFakeDepositChain(genesis = '0x00'): FakeDepositChain {
  const blocks: BlockTransfers[] = [{ number: 0, hash: genesis, parentHash: '0x', transfers: [] }]
  const listeners = new Set<() => void>()
  let final = 0
  return {
    genesis,
    mine(transfers = [], fork = 'a') {
      const number = blocks.length
      blocks.push({
        ...{ number, hash: `${genesis}-${number}-${fork}`, parentHash: blocks.at(-1)!.hash },
        transfers: transfers.map(({ from = 'sender', to, amount }, event) => ({ event, from, to, amount })),
      })
      return number
    },
    revert: (number) => void blocks.splice(number),
    finalize(number = blocks.length - 1) {
      final = number
      for (const listener of listeners) listener()
    },
    finalized: async () => blocks[final]!,
    async transfers({ from, to }) {
      return blocks.slice(from, to + 1)
    },
    onHead(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
