import type { Metagraph } from '@subnetkit/chain'
import type { Families, Protocol, Subnet, ValidatorTrustReport, WatchSnapshot } from '@subnetkit/core'
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

/** Checks of one thing, such as the keys or the subnet on chain. */
export interface SourceCheckGroup {
  readonly name: string
  readonly checks: readonly SourceCheck[]
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

/** A job that an error keeps from its end. */
export interface SourceFailedJob {
  readonly queue: string
  readonly id: string
  /** False for one that waits for another attempt. */
  readonly isOver: boolean
  readonly attempts: number
  readonly reason: string
  /** Unix time in ms; null if unknown. */
  readonly failedAt: number | null
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
  /** Jobs that an error keeps from their end. @default none are shown */
  readonly failedJobs?: (() => Promise<readonly SourceFailedJob[]>) | undefined
  /** The subnet at its newest epochs, oldest first, as far as the node has them. */
  readonly epochs: () => Promise<readonly WatchSnapshot[]>
  /** Causes for which the validator loses trust, the greatest first. */
  readonly trustCauses: (
    report: ValidatorTrustReport,
    metagraph: Metagraph,
    newest: WatchSnapshot,
  ) => readonly SourceCause[] | Promise<readonly SourceCause[]>
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

/** Times of requests, in seconds, by share of those that took no longer; null without any. */
export type SourceTimes = { readonly p50: number; readonly p95: number; readonly p99: number } | null

/** A gateway in this process or in another one, since it started. Amounts in micro-credits. */
export interface SourceGateway {
  readonly url: string
  readonly models: readonly string[]
  /** ISO 8601. */
  readonly started: string
  readonly requests: number
  /** Requests by the outcome of their status. */
  readonly answered: number
  readonly refused: number
  readonly failed: number
  readonly left: number
  readonly seconds: SourceTimes
  readonly rows: readonly {
    readonly model: string
    readonly endpoint: string
    readonly mode: string
    readonly requests: number
    readonly seconds: SourceTimes
  }[]
  /** Calls of miners, those that hedged a slow one, and hedges that answered. */
  readonly calls: number
  readonly hedges: number
  readonly hedgeWins: number
  readonly outcomes: readonly { readonly outcome: string; readonly calls: number }[]
  readonly limited: { readonly rate: number; readonly quota: number; readonly call: number }
  readonly tokens: number
  readonly spent: number
  readonly reserved: number
  readonly benchedMiners: number
  readonly openStreams: number
  /** Keys by the names that their operator gave them, those that have spent most. */
  readonly keys: readonly {
    readonly name: string
    readonly project: string | null
    readonly isPrepaid: boolean
    readonly isRevoked: boolean
    readonly spent: number
    readonly reserved: number
    /** Null for no limit. */
    readonly cap: number | null
  }[]
  readonly keyCount: number
  /** Requests of the last hour by the quarter of a minute in which they ended, oldest first. */
  readonly pace: readonly {
    /** Its begin, Unix time in ms. */
    readonly at: number
    readonly requests: number
    readonly refused: number
    readonly failed: number
  }[]
  readonly statuses: readonly { readonly status: number; readonly requests: number }[]
  /** Miners as its router knows them, those asked most first. */
  readonly routes: readonly SourceRoute[]
  readonly routeCount: number
}

/** A miner as the router of a gateway knows it. */
export interface SourceRoute {
  readonly model: string
  /** Null for one that the chain does not list any more. */
  readonly uid: number | null
  readonly hotkey: string
  readonly registeredAt: number
  readonly state: 'open' | 'trial' | 'failing' | 'away' | 'worse' | 'gone'
  /** Time until it is asked again, in ms; null where no time is set. */
  readonly forMs: number | null
  readonly calls: number
  readonly failures: number
  readonly inFlight: number
  readonly latencyMs: number | null
  /** Share of its calls that is expected to end well. */
  readonly reliability: number
  /** Share of right answers by class of questions. */
  readonly skills: readonly { readonly name: string; readonly mean: number; readonly answers: number }[]
}

/** Contact with a gateway in another process. */
export interface SourceContact {
  /** Unix time of its last answer, in ms; null before the first. */
  readonly answeredAt: number | null
  /** Reason why it does not answer; null while it does. */
  readonly trouble: string | null
}

/** A mean over seeds and half of its interval at 95 %. */
export interface SourceInterval {
  readonly mean: number
  readonly half: number
}

/** A strategy of a simulation, where honest work has a ratio of 1. */
export interface SourceAgent {
  readonly name: string
  readonly intent: 'honest' | 'cheat'
  readonly about: string
  readonly ratio: SourceInterval
}

/** Report of a simulation. */
export interface SourceReport {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  readonly subnet: { readonly name: string; readonly version: string }
  readonly epochs: number
  readonly seeds: readonly number[]
  readonly passes: boolean
  readonly agents: readonly (SourceAgent &
    Readonly<Record<'earned' | 'cost' | 'perPlace' | 'score', SourceInterval>>)[]
  readonly validators: readonly (SourceAgent & { readonly count: number } & Readonly<
      Record<'stakeShare' | 'fairRatio' | 'trust', SourceInterval>
    >)[]
  readonly findings: readonly {
    readonly agent: string
    readonly passes: boolean
    /** Most that it may earn for its cost. */
    readonly limit: number
    readonly close: boolean
  }[]
  readonly burned: SourceInterval
  readonly gini: SourceInterval
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
  /** Keys, chain and subnet, as `subnet doctor` examines them. @default no such checks */
  checkup?(): Promise<readonly SourceCheckGroup[]>
  chain(): SourceChain
  /** Newest block that nothing can undo; null if the chain does not answer. @default unknown */
  finalized?(): Promise<number | null>
  /** The newest blocks with their calls, oldest first; null where the chain is no devnet. @default null */
  readonly blocks?: (() => Promise<readonly SourceBlock[]>) | null | undefined
  /** Usage of the process. */
  usage(): { readonly memoryBytes: number; readonly cpuSeconds: number; readonly uptimeSeconds: number }
  /** The newest reports of simulations on this machine, newest first. @default none */
  reports?(): Promise<readonly SourceReport[]>
  /** @default false */
  hasGateway?(): boolean
  /** Returns the gateway in the process, or the last answer of one in another process; null without one. @default none */
  gateway?(): Promise<SourceGateway | null>
  /** Returns the contact with a gateway in another process; null for one in this process. @default null */
  gatewayContact?(): SourceContact | null
  /** Grows while the process starts. */
  readonly mechanisms: readonly SourceMechanism[]
}
