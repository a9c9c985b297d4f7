import type {
  MinerEndpoint,
  MinerStream,
  Protocol,
  ProvenAnswer,
  QueryOptions,
  QueryResult,
  Views,
} from '@subnetkit/core'
import type { Price } from './money/price.js'
import type { CommittedModel } from './receipts/receipt.js'
import type { Probe } from './routing/probe.js'
import type { SkillSource } from './routing/skill/skill-source.js'

/** A miner that may be asked. */
export interface Candidate extends MinerEndpoint {
  /** SS58 address of its owner: miners of one operator often share one. */
  readonly coldkey: string
  /** Block of its registration: with the hotkey it names the miner for good. */
  readonly registeredAt: number
  readonly uid?: number | undefined
  /** Its share of the last epoch, 0 to 65535. */
  readonly incentive: number
}

/** Miners of a subnet as the chain showed them last. */
export interface Candidates {
  readonly miners: readonly Candidate[]
  /** True while the chain is away, and the list is that of before. */
  readonly stale: boolean
  /** Block of the list. */
  readonly block?: number | undefined
}

/** One subnet as a gateway offers it. */
export interface GatewayModel {
  /** Name by which clients ask for it. */
  readonly id: string
  /** Other names for it, such as one that a client has built in. */
  readonly aliases: readonly string[]
  readonly owner: string
  /** Seconds since the epoch. */
  readonly created: number
  /** Name in its definition, by which calls of one subnet by another know it. @default id */
  readonly subnet?: string | undefined
  /** Synapses that may be called by their names. @default none */
  readonly protocol?: Protocol | undefined
  /** Its synapses as clients of other services know them. */
  readonly views: Views
  readonly price: Price
  /** Judged answers of its miners from elsewhere. @default none */
  readonly skills?: SkillSource | undefined
  /** Draws a question of which the gateway knows the answer, for miners to show their skill; null for none at the moment. @default none */
  readonly probe?: (() => Probe | null | Promise<Probe | null>) | undefined
  candidates(): Candidates
  /** Asks one miner. */
  query(
    miner: Candidate,
    synapse: string,
    input: unknown,
    options: QueryOptions,
  ): Promise<QueryResult<unknown>>
  /** Asks one miner, and reads its answer as it comes. @default streams are cut from whole answers */
  readonly stream?:
    | ((
        miner: Candidate,
        synapse: string,
        input: unknown,
        options: QueryOptions,
      ) => Promise<MinerStream<unknown>>)
    | undefined
  /** Number of the subnet, for receipts. */
  readonly netuid?: number | undefined
  /** Model that a miner has committed to on chain, as it was read last; null for none. */
  readonly cardOf?: ((hotkey: string) => CommittedModel | null) | undefined
  /** Asks a miner for the receipts that it owes, and returns the answers that they prove. */
  readonly collectReceipts?:
    | ((miner: Candidate, options: QueryOptions) => Promise<readonly ProvenAnswer[]>)
    | undefined
}
