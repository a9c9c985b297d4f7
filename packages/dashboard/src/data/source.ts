import type { Metagraph, MetagraphParameters } from '@subnetkit/chain'
import type {
  Families,
  Protocol,
  Subnet,
  ValidatorTrustReport,
  WatchSnapshot,
} from '@subnetkit/core'
import type { Store } from '@subnetkit/core/validator'

/** Verdict of one check of a process. */
export interface SourceCheck {
  readonly name: string
  /** Null if there is nothing to judge yet. */
  readonly ok: boolean | null
  readonly sentence: string
  /** Instruction; null unless the check fails. */
  readonly fix: string | null
}

/** State of the connection to the chain. */
export interface SourceChain {
  /** Hosts of the endpoints, without credentials. */
  readonly endpoint: string
  readonly endpoints: readonly string[]
  readonly connected: boolean
  readonly specVersion: number
  /** Newest block; null before the first. */
  readonly block: number | null
  /** Time since it arrived, in ms; null before the first. */
  readonly blockAgeMs: number | null
  readonly reconnects: number
  readonly genesisHash: string
}

/** Jobs of one queue. */
export interface SourceQueue {
  readonly name: string
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly failed: number
  /** Age of the oldest job that waits, in ms; null if none does. */
  readonly oldestMs: number | null
  /** Null where the backend cannot count them. */
  readonly workers: number | null
}

/** One mechanism that the process validates. */
export interface SourceMechanism {
  readonly mechanism: number
  readonly subnet: Subnet<Protocol, Families<Protocol>>
  readonly store: Store
  readonly weightsEveryBlocks: number
  /** The subnet on chain, some blocks old at most, or as old as the validator's own reading where the chain does not answer. */
  readonly metagraph: () => Promise<Metagraph>
  readonly queues: () => Promise<readonly SourceQueue[]>
  /** The subnet at its newest epochs, oldest first, as far as the node has them. */
  readonly epochs: () => Promise<readonly WatchSnapshot[]>
  /** Causes for which the validator loses trust, the greatest first. */
  readonly trustCauses: (report: ValidatorTrustReport, parameters: MetagraphParameters) => readonly SourceCause[]
  /** The row of weights that the chain has of the validator. */
  readonly ownRow: () => Promise<readonly (readonly [uid: number, value: number])[]>
}

/** Cause of lost validator trust. */
export interface SourceCause {
  readonly cause: string
  /** Part of all weights that is lost to it. */
  readonly loss: number
  readonly detail: string
  readonly instruction: string
}

/** A block of a devnet. */
export interface SourceBlock {
  readonly number: number
  readonly hash: string
  readonly calls: readonly {
    /** Such as `subtensorModule.setWeights`. */
    readonly call: string
    /** Null for an unsigned one. */
    readonly signer: string | null
    /** Error of the chain; null if it succeeded. */
    readonly failure: string | null
  }[]
  readonly events: number
}

/** Everything that the pages show, read from the process that serves them: a port, so that the package needs no runtime of its own. */
export interface DashboardSource {
  readonly about: {
    readonly role: 'validator' | 'coordinator'
    readonly netuid: number
    readonly hotkey: string
    readonly roundBlocks: number
    /** ISO 8601. */
    readonly started: string
    /** Places of store and queue, without credentials. */
    readonly store: string
    readonly queue: string
    readonly isDevnet: boolean
  }
  health(): { readonly ok: boolean; readonly checks: readonly SourceCheck[] }
  chain(): SourceChain
  /** Newest block that nothing can undo; null if the chain does not answer. */
  finalized(): Promise<number | null>
  /** The newest blocks with their calls, oldest first; null where the chain is no devnet. */
  readonly blocks: (() => Promise<readonly SourceBlock[]>) | null
  /** Usage of the process. */
  usage(): { readonly memoryBytes: number; readonly cpuSeconds: number; readonly uptimeSeconds: number }
  /** Grows while the process starts. */
  readonly mechanisms: readonly SourceMechanism[]
}
