import type { Protocol, SynapseInput, SynapseRequest } from '../subnet/synapse.js'

/** Names one round of one validator: everything a task is derived from, besides the miner's hotkey. */
export interface Round {
  readonly netuid: number
  readonly mechanism: number
  /** Number of the round; it grows with the chain. */
  readonly number: number
  /** 32 secret bytes; their SHA-256 is published before the round, they themselves after it. */
  readonly secret: Uint8Array
}

/** One question to one miner: a call of one synapse and what only the validator knows about it. */
export type Task<P extends Protocol = Protocol, Truth = unknown> = {
  [Name in keyof P & string]: {
    /** `<family>-<index>`, unique for a miner within a round. */
    readonly id: string
    readonly family: string
    readonly synapse: Name
    /** What is sent. */
    readonly input: SynapseRequest<P[Name]>
    /** What the checker compares with; never leaves the validator before the round is over. */
    readonly truth: Truth
  }
}[keyof P & string]

/** What a validator asks. Same round and hotkey always give the same tasks, so anybody can replay a round. */
export interface TaskSource<P extends Protocol = Protocol, Truth = unknown> {
  /** The tasks of one miner in one round. Deterministic: depends on its arguments only. */
  tasksFor(round: Round, hotkey: string): readonly Task<P, Truth>[]
}

/** Input of a task as a handler would see it. */
export type TaskInput<P extends Protocol, Name extends keyof P> = SynapseInput<P[Name]>
