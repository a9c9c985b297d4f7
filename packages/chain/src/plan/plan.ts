import { SubnetError } from '@subnetkit/base'
import type { CallParameters } from '../extrinsic/types.js'
import type { BlockRef } from '../read/block.js'
import type { ChainView } from '../read/view.js'

/** One call that a plan will make. */
export interface PlanStep {
  readonly call: CallParameters
  /** What it does, in a few words for people: `registers hotkey 5F… on subnet 3`. */
  readonly why: string
  /** What it takes from the coldkey at this block, without the fee. Rao. */
  readonly cost: bigint
}

/** Why a plan cannot be carried out, in the words of the catalogue. */
export interface PlanProblem {
  readonly code: string
  readonly message: string
  readonly fix: string
  /** First block in which it can work again; null when waiting does not help, or nobody can say. */
  readonly retryBlock: number | null
  /** What the message was made from. */
  readonly details: Readonly<Record<string, string | number | bigint>>
}

/**
 * What a command will do, read at one block; making it sends nothing. `R` is what the command establishes (a uid, a
 * stake, an axon), `held` looks for it on chain.
 */
export interface Plan<R = unknown> {
  /** One line: `register hotkey 5F… on subnet 3`. */
  readonly title: string
  /** The block at which everything was read. */
  readonly block: BlockRef
  /** Who has to sign: the kind of key and its address. */
  readonly signer: { readonly key: 'coldkey' | 'hotkey'; readonly address: string }
  /** The calls to come, in their order; none when it is done already. */
  readonly steps: readonly PlanStep[]
  /** True when the chain holds the result already: running the plan sends nothing. */
  readonly already: boolean
  /** Sum of the costs, rao. */
  readonly cost: bigint
  /** What inclusion costs besides, as the runtime estimates it, rao; 0 for calls free of fees. */
  readonly fee: bigint
  /** Highest cost that was allowed, rao; null without one. */
  readonly cap: bigint | null
  /** Free balance of the signer, rao. */
  readonly balance: bigint
  /** All that stands in the way: the cap first, then in the order of the chain's own checks, then the balance. */
  readonly problems: readonly PlanProblem[]
  /** Things to know that stop nothing. */
  readonly notes: readonly string[]
  /** What the chain holds of the result in the view's block; null while it does not. */
  readonly held: (view: ChainView) => Promise<R | null>
  /** The same plan at the block that is best by then. */
  readonly renew: () => Promise<Plan<R>>
}

/** What running a plan came to. */
export interface Outcome<R> {
  /** What the chain holds now. */
  readonly value: R
  /** False when there was nothing to do and nothing was sent. */
  readonly changed: boolean
  /** The block that the result was read at. */
  readonly block: BlockRef
}

/** Turns an error into a problem of a plan, with the first block at which it is gone. */
export function problem(error: SubnetError, retryBlock: number | null = null): PlanProblem {
  const { code, message, fix, details } = error
  return { code, message, fix, retryBlock, details }
}

/** The error of a problem, to be thrown. */
export function errorOf(problem: PlanProblem, cause?: unknown): SubnetError {
  return new SubnetError(problem, cause === undefined ? {} : { cause })
}
