import type { BlockRef, Metagraph, WeightsChain } from '@subnetkit/chain'

/** One mechanism of a subnet; the first one is 0. */
export interface SubnetMechanism {
  readonly netuid: number
  readonly mechanism: number
}

/** Published notice about rounds: the hash of the next round's secret, and the secret of one that is over. */
export interface RoundNotice {
  readonly netuid: number
  /** Round whose secret hashes to `commitment`, or null when only a secret is revealed. */
  readonly committed: { readonly round: number; readonly secretHash: Uint8Array } | null
  readonly revealed: { readonly round: number; readonly secret: Uint8Array } | null
}

/**
 * Chain operations that a validator needs, including signing with the hotkey. Every call has a deadline and throws
 * errors of the catalogue. Left out on purpose: coldkey calls (registration, stake) and connection handling.
 */
export interface ValidatorChain {
  head(): Promise<BlockRef>
  /** Listens to every new best block until the returned function is called. */
  onHead(listener: (block: BlockRef) => void): () => void
  /** Reads the metagraph of one mechanism of the subnet, at one block. */
  metagraph(subnet: SubnetMechanism): Promise<Metagraph>
  /** Chain port of the weights outbox for one mechanism of a subnet. */
  weights(subnet: SubnetMechanism): WeightsChain
  /** Publishes in the hotkey's commitment on chain; throws if the chain does not hold it afterwards. */
  publishRound(notice: RoundNotice): Promise<BlockRef>
}
