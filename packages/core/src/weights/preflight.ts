import { type ChainClient, readHead } from '../chain/client.js'
import type { BlockRef } from '../chain/port.js'
import { readWeightsState } from '../chain/weights-state.js'
import type { ErrorCode } from '../errors/catalogue.js'
import { checkWeightsState } from './check-state.js'
import type { WeightsMode } from './mode.js'

/** What is looked at before weights are sent, in the chain's own order. */
export type PreflightName =
  | 'subnet'
  | 'registered'
  | 'stake'
  | 'permit'
  | 'version key'
  | 'rate limit'
  | 'commit-reveal'
  | 'open commits'
  | 'epoch'
  | 'vector'

/** One thing that was looked at. */
export interface PreflightCheck {
  readonly name: PreflightName
  readonly ok: boolean
  /** What is the case, in a sentence with its numbers. */
  readonly sentence: string
  /** The error that sending would end in; null when all is well. */
  readonly code: ErrorCode | null
  /** How to mend it; null when all is well. */
  readonly fix: string | null
  /** Block from which trying again makes sense; null when waiting alone does not help. */
  readonly retryBlock: number | null
}

/** Whether the chain would take weights, and why not. */
export interface Preflight {
  /** The block at which everything was read. */
  readonly block: BlockRef
  readonly uid: number | null
  /** How the weights would be sent; null when they cannot be. */
  readonly mode: WeightsMode | null
  readonly checks: readonly PreflightCheck[]
  /** The first check that fails: what the chain would say. */
  readonly firstProblem: PreflightCheck | null
}

/** What {@link preflight} looks at. */
export interface PreflightRequest {
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number
  /** SS58 address. */
  readonly hotkey: string
  /** Version of the validator's protocol and scoring. */
  readonly versionKey: bigint
  /**
   * The uids that would be weighted. Without them permit and vector are judged for weights on other neurons.
   * @default not known yet
   */
  readonly uids?: readonly number[]
  /** Their u16 values. @default not known yet */
  readonly values?: readonly number[]
  /** @default as the chain's state asks for */
  readonly mode?: WeightsMode
}

/**
 * Checks, at one block, everything that the chain will check when weights are sent: nothing is sent.
 * Throws CHAIN_UNREACHABLE and CHAIN_TIMEOUT only; what is wrong with the weights is in the result.
 */
export async function preflight(client: ChainClient, request: PreflightRequest): Promise<Preflight> {
  const { netuid, mechanism = 0, hotkey } = request
  const state = await readWeightsState(client, { netuid, mechanism, hotkey }, await readHead(client))
  return checkWeightsState(state, request)
}
