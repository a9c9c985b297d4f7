import type { BlockRef, Metagraph, WeightsChain } from '@subnetkit/chain'
import type { ActivatedVersion } from '../commitment/activation.js'
import type { RevealedSecret, SecretHash, SlotNotice } from '../commitment/notice.js'
import type { RoundStatement } from '../records/round-root.js'

/** One mechanism of a subnet; the first one is 0. */
export interface SubnetMechanism {
  readonly netuid: number
  readonly mechanism: number
}

/** Notice of a validator about its rounds of one mechanism, as the chain holds it. */
export interface RoundNotice extends SubnetMechanism, SlotNotice {}

/** Publication of a validator before it asks the miners of a round. */
export interface RoundPublication {
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
  /** The round, and the hash of a new secret for it and the rounds after it. */
  readonly committed: SecretHash
  /** Secrets of rounds that are over, at most 5. Once they are published, no miner may be asked with them. @default [] */
  readonly revealed?: readonly RevealedSecret[] | undefined
  /**
   * Hash of the newest secret that was published and not revealed: rounds go on with it as long as the chain's limit
   * leaves no space for another notice.
   * @default null
   */
  readonly current?: Uint8Array | null | undefined
  /**
   * Rounds that are over and whose root is not on chain yet, in ascending order: the notice, if it is sent, has the root over them.
   * @default []
   */
  readonly sealed?: readonly RoundStatement[] | undefined
}

/** Block that holds the hash of a round's secret. */
export interface PublishedRound extends BlockRef {
  /** Hash of the secret that the round uses: that of `committed`, or `current`. */
  readonly secretHash: Uint8Array
  /** Those of `sealed` whose root this block holds. @default none */
  readonly placed?: readonly RoundStatement[] | undefined
}

/**
 * Chain operations that a validator needs, including signing with the hotkey. Every call has a deadline and throws
 * errors of the catalogue. Left out on purpose: coldkey calls (registration, stake) and connection handling.
 */
export interface ValidatorChain {
  /** Identity of the chain. */
  readonly genesisHash: string
  head(): Promise<BlockRef>
  /** Listens to every new best block until the returned function is called. */
  onHead(listener: (block: BlockRef) => void): () => void
  /** Reads the metagraph of one mechanism of the subnet, at one block. */
  metagraph(subnet: SubnetMechanism): Promise<Metagraph>
  /** Chain port of the weights outbox for one mechanism of a subnet. */
  weights(subnet: SubnetMechanism): WeightsChain
  /**
   * Publishes in the hotkey's commitment on chain; throws if the chain does not hold it afterwards. The round must use
   * the secret of the hash that is returned.
   */
  publishRound(publication: RoundPublication): Promise<PublishedRound>
  /**
   * Signs the statement of a round (scores/1) with the hotkey; returns 64 bytes, or null if its signer signs extrinsics only.
   * @default signs none: the root on chain, which only the hotkey can set, has to do
   */
  signRound?(statement: string): Promise<Uint8Array | null>
  /**
   * Reads the version that the owner of a subnet has activated; null if there is none.
   * @default none: the version of the definition counts
   */
  activation?(netuid: number): Promise<ActivatedVersion | null>
}
