import type { MinerAgent } from '../agents/agent.js'
import type { ValidatorAgent } from '../validators/validator-agent.js'
import type { Receipt } from './receipt.js'

/** Life of one registration of a miner's hotkey. */
export interface MinerRecord {
  readonly hotkey: string
  readonly operator: string
  readonly agent: MinerAgent
  /** Epoch in which it registered. */
  readonly joined: number
  /** Epoch in which it lost its uid; null if it never did. */
  left: number | null
  /** Price of the registration, in rao of TAO. */
  readonly burn: bigint
  /** Alpha that it was paid, in rao. */
  earned: bigint
  work: number
  answers: number
  silent: number
  late: number
  malformed: number
  /** First error of its agent, or of the rubric on its answers. */
  trouble: string | null
  /** u16 incentive by epoch since it joined. */
  readonly incentives: number[]
  /** Mean score of its rounds by epoch since it joined, over all validators. */
  readonly means: number[]
  /** Alpha that it was paid and work that it did by epoch since it joined. */
  readonly pays: number[]
  readonly works: number[]
}

/** Life of a validator. */
export interface ValidatorRecord {
  readonly hotkey: string
  readonly agent: ValidatorAgent
  /** In rao of alpha, at the start. */
  readonly stake: bigint
  /** Alpha that it and its nominators were paid, in rao. */
  earned: bigint
  /** u16 validator trust by epoch. */
  readonly trust: number[]
  /** Refusals of its weights by the chain, by reason. */
  readonly refusals: Map<string, number>
  /** First failure of its agent. */
  trouble: string | null
}

/** A population that was played. */
export interface Simulation {
  readonly seed: number
  readonly epochs: number
  readonly miners: readonly MinerRecord[]
  readonly validators: readonly ValidatorRecord[]
  /** Incentive of the owner's hotkeys, which the chain burned, in rao of alpha. */
  readonly burned: bigint
  /** First failure of each kind that the rubric or the task source had. */
  readonly troubles: readonly string[]
  /** Registrations that found every place taken by neurons that cannot be replaced. */
  readonly unplaced: readonly { readonly agent: string; readonly hotkey: string; readonly epoch: number }[]
  /** Of the kinds of miners that were recorded. */
  readonly receipts: readonly Receipt[]
}
