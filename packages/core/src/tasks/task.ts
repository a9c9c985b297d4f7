import type { OpenFields } from '../organic/dress.js'
import type { Protocol, SynapseRequest } from '../subnet/synapse.js'
import type { ObservingSource } from './observe.js'

/** Identifies one round of one validator: all inputs of a task, apart from the miner's hotkey. */
export interface Round {
  readonly netuid: number
  readonly mechanism: number
  /** Number of the round; it grows with the chain. */
  readonly number: number
  /** 32 secret bytes; their SHA-256 is published before the round, they themselves after it. */
  readonly secret: Uint8Array
  /** Observation of its task source when it was planned: JSON. @default nothing */
  readonly observed?: unknown
}

/** Task families by name, as types: the synapse that each calls, and the type of its ground truth. */
export type Families<P extends Protocol = Protocol> = Readonly<
  Record<string, { readonly synapse: keyof P & string; readonly truth: unknown }>
>

/**
 * One question to one miner: a call of one synapse and what only the validator knows about it. Narrow on `family`, or
 * on `synapse`.
 */
export type Task<P extends Protocol = Protocol, F extends Families<P> = Families<P>> = {
  [Name in keyof F & string]: {
    /** `<family>-<index>`, unique for a miner within a round; that of a shared family is the same for all miners. */
    readonly id: string
    readonly family: Name
    readonly synapse: F[Name]['synapse']
    /** Request as it is sent, before its schema has run. */
    readonly input: SynapseRequest<P[F[Name]['synapse']]>
    /** Ground truth for the checker; never leaves the validator before the round is over. */
    readonly truth: F[Name]['truth']
  }
}[keyof F & string]

/** Draws a validator's tasks. The same round and hotkey always give the same tasks, so anyone can replay a round. */
export interface TaskSource<P extends Protocol = Protocol, F extends Families<P> = Families<P>>
  extends ObservingSource {
  /** Protocol that the tasks call. */
  readonly protocol: P
  /** Every family that a task may belong to, and the synapse that it calls. */
  readonly families: {
    readonly [Name in keyof F]: {
      readonly synapse: F[Name]['synapse']
      /** True if all miners of a round get the same tasks of this family. @default false */
      readonly shared?: boolean
      /** Tasks of this family for one miner in one round, on average. @default not stated */
      readonly tasksPerMiner?: number
      /** Fields that its tasks take from requests of users, where their traffic feeds scores. @default none */
      readonly open?: OpenFields
    }
  }
  /**
   * Returns the tasks of one miner in one round. Deterministic: depends on its arguments only. Throws CONFIG_INVALID for a round
   * without `observed`, if the source observes rounds.
   */
  tasksFor(round: Round, hotkey: string): readonly Task<P, F>[]
}
