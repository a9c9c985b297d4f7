import { SubnetError } from '@subnetkit/base'
import type { CallParameters } from '../extrinsic/types.js'
import type { BlockRef } from '../read/block.js'

/** One call of a plan. */
export interface PlanStep {
  readonly call: CallParameters
  /** Short description of its effect: `registers hotkey 5F… on subnet 3`. */
  readonly description: string
  /** Taken from the coldkey at this block, without the fee, in rao. */
  readonly cost: bigint
}

/** A reason why a plan cannot be carried out, in the words of the error catalogue. */
export interface PlanProblem {
  readonly code: string
  readonly message: string
  readonly fix: string
  /** First block in which it can work again; null when waiting does not help, or the block is unknown. */
  readonly retryBlock: number | null
  /** Values that the message was made from. */
  readonly details: Readonly<Record<string, string | number | bigint>>
}

/**
 * The effect of a command, read at one block; making a plan sends nothing. `R` is what the command establishes: a uid,
 * a stake, an axon.
 */
export interface Plan<R = unknown> {
  /** One line: `register hotkey 5F… on subnet 3`. */
  readonly title: string
  /** The block at which everything was read. */
  readonly block: BlockRef
  /** The kind of key that has to sign, and its address. */
  readonly signer: { readonly key: 'coldkey' | 'hotkey'; readonly address: string }
  /** The result, as far as the chain holds it at this block; null while it does not. */
  readonly current: R | null
  /** True when nothing is left to do: running the plan sends nothing. */
  readonly done: boolean
  /** The calls to come, in their order. */
  readonly steps: readonly PlanStep[]
  /** Sum of the costs, in rao. */
  readonly cost: bigint
  /** Estimate of the runtime for inclusion, in rao; 0 for calls free of fees. */
  readonly fee: bigint
  /** Highest cost that is allowed, in rao; null without a cap. */
  readonly cap: bigint | null
  /** Free balance of the signer, in rao. */
  readonly balance: bigint
  /** Everything that stops the plan: the cap first, then in the order of the chain's own checks, then the balance. */
  readonly problems: readonly PlanProblem[]
  /** Remarks that stop nothing. */
  readonly notes: readonly string[]
  /** Reads the result at a later block; null when that block does not hold it. */
  readonly confirm: (at: BlockRef) => Promise<R | null>
  /** The same plan at the block that is best by then. */
  readonly renew: () => Promise<Plan<R>>
}

/** The outcome of a plan that was carried out. */
export interface Outcome<R> {
  /** The result, as the chain holds it now. */
  readonly value: R
  /** False when there was nothing to do and nothing was sent. */
  readonly changed: boolean
  /** The block that the result was read at. */
  readonly block: BlockRef
}

/** Turns an error into a problem of a plan, with the first block at which it no longer applies. */
export function problem(error: SubnetError, retryBlock: number | null = null): PlanProblem {
  const { code, message, fix, details } = error
  return { code, message, fix, retryBlock, details }
}

/** The error of a problem, to be thrown. */
export function errorOf(problem: PlanProblem, cause?: unknown): SubnetError {
  return new SubnetError(problem, cause === undefined ? {} : { cause })
}
