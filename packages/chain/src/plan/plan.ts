import { SubnetError } from '@subnetkit/base'
import type { CallParameters } from '../extrinsic/types.js'
import type { BlockRef } from '../read/block.js'

/** One call of a plan. */
export interface PlanStep {
  readonly call: CallParameters
  /** Short description of its effect: `registers hotkey 5F… on subnet 3`. */
  readonly description: string
  /** Cost to the coldkey at this block, without the fee, in rao. */
  readonly cost: bigint
}

/** A reason why a plan cannot run, with its code, message and fix from the error catalogue. */
export interface PlanProblem {
  readonly code: string
  readonly message: string
  readonly fix: string
  /** First block at which it can work; null if waiting does not help, or the block is unknown. */
  readonly retryBlock: number | null
  /** Details of the message. */
  readonly details: Readonly<Record<string, string | number | bigint>>
}

/**
 * Plan of a command, read at one block; making a plan sends nothing. `R` is the result that the command establishes: a
 * uid, a stake, an axon.
 */
export interface Plan<R = unknown> {
  /** One line: `register hotkey 5F… on subnet 3`. */
  readonly title: string
  /** The block at which everything was read. */
  readonly block: BlockRef
  /** Kind and address of the key that has to sign. */
  readonly signer: { readonly key: 'coldkey' | 'hotkey'; readonly address: string }
  /** The result, if the chain holds it at this block; null otherwise. */
  readonly current: R | null
  /** True if nothing is left to do: running the plan sends nothing. */
  readonly done: boolean
  /** Calls that will be sent, in order. */
  readonly steps: readonly PlanStep[]
  /** Sum of the costs, in rao. */
  readonly cost: bigint
  /** Estimated fee for inclusion, in rao; 0 for calls free of fees. */
  readonly fee: bigint
  /** Maximum cost, in rao; null without a cap. */
  readonly cap: bigint | null
  /** Free balance of the signer, in rao. */
  readonly balance: bigint
  /** Everything that stops the plan: the cap first, then in the order of the chain's own checks, then the balance. */
  readonly problems: readonly PlanProblem[]
  /** Remarks that do not stop the plan. */
  readonly notes: readonly string[]
  /** Reads the result at a later block; null if that block does not hold it. */
  readonly confirm: (at: BlockRef) => Promise<R | null>
  /** Makes the same plan at the current best block. */
  readonly renew: () => Promise<Plan<R>>
}

/** Outcome of running a plan. */
export interface Outcome<R> {
  /** The result, as the chain holds it now. */
  readonly value: R
  /** False if there was nothing to do and nothing was sent. */
  readonly changed: boolean
  /** Block at which the result was read. */
  readonly block: BlockRef
}

/** Turns an error into a problem of a plan, with the first block at which it no longer applies. */
export function problem(error: SubnetError, retryBlock: number | null = null): PlanProblem {
  const { code, message, fix, details } = error
  return { code, message, fix, retryBlock, details }
}

/** Error of a problem, to be thrown. */
export function errorOf(problem: PlanProblem, cause?: unknown): SubnetError {
  return new SubnetError(problem, cause === undefined ? {} : { cause })
}
