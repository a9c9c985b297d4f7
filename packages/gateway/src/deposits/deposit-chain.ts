import {
  type BlockRef,
  type BlockTransfers,
  type ChainClient,
  readFinalized,
  readTransfers,
} from '@subnetkit/chain'

/** The chain as deposits need it. */
export interface DepositChain {
  /** Hash of block 0, which names the chain. */
  readonly genesis: string
  /** Newest block that nothing can undo. */
  finalized(): Promise<BlockRef>
  /** Transfers of a span of blocks, both ends included. */
  transfers(span: { readonly from: number; readonly to: number }): Promise<readonly BlockTransfers[]>
  /** Listens for new blocks until the returned function is called. */
  onHead(listener: () => void): () => void
}

/** The deposits' view of a chain client. */
export const depositChain = (client: ChainClient): DepositChain => ({
  genesis: client.status().genesisHash,
  finalized: () => readFinalized(client),
  transfers: (span) => readTransfers(client, span),
  onHead: (listener) => client.onHead(listener),
})
