import type { Neuron } from '@subnetkit/chain'
import type { Queues } from '../queue/types.js'
import type { Store } from '../store/store.js'
import type { QueryClient } from '../subnet/miner-client.js'
import type { Protocol } from '../subnet/synapse.js'
import type { ValidatorChain } from './chain-port.js'
import type { ValidatorEvent } from './events.js'

/** Options of {@link createValidator}. The caller disposes what it passes in. */
export interface ValidatorOptions<P extends Protocol> {
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
  /** SS58 address of the validator, which `chain` and `client` sign for. */
  readonly hotkey: string
  readonly chain: ValidatorChain
  readonly client: QueryClient<P>
  readonly queues: Queues
  /** The store of this validator: same netuid, mechanism and hotkey. */
  readonly store: Store
  /** Blocks from one round to the next: round n opens at block n × roundBlocks. */
  readonly roundBlocks: number
  /**
   * Minimum number of blocks between two weight settings; at least the chain's WeightsSetRateLimit.
   * @default 100
   */
  readonly weightsEveryBlocks?: number | undefined
  /**
   * Returns the secret of a round: 32 unpredictable bytes.
   * @default the operating system's random bytes
   */
  readonly secretSource?: ((round: number) => Uint8Array) | undefined
  /**
   * Returns true for neurons to query. A neuron that never served is not a miner yet and keeps a score of 0; one that
   * stopped serving is queried and counts as absent.
   * @default {@link isMiner}
   */
  readonly miners?: ((neuron: Neuron, context: MinerContext) => boolean) | undefined
  /** Miners queried at the same time. @default 16 */
  readonly concurrency?: number | undefined
  /** Tasks of one miner in flight at the same time. @default 4 */
  readonly tasksAtOnce?: number | undefined
  /** Attempts for each step, with exponential backoff from `retryDelayMs`. @default 5 */
  readonly attempts?: number | undefined
  /** Pause before the first retry of a failed step, in ms; doubles each time. @default 1000 */
  readonly retryDelayMs?: number | undefined
  /**
   * Silence after which a step counts as dead and runs again, in ms.
   * @default 10_000
   */
  readonly lockMs?: number | undefined
  /** Grace period for running steps in {@link Validator.stop}, in ms. @default 10_000 */
  readonly stopMs?: number | undefined
  readonly onEvent?: ((event: ValidatorEvent) => void) | undefined
}

/** Context for choosing miners, besides the neuron. */
export interface MinerContext {
  /** Hotkey of the validator. */
  readonly self: string
  /** True if this registration was queried in an earlier round. */
  readonly askedBefore: boolean
}

/** Returns true for every neuron but the validator that has published an axon or was queried before. */
export function isMiner(neuron: Neuron, { self, askedBefore }: MinerContext): boolean {
  return neuron.hotkey !== self && (neuron.axon !== null || askedBefore)
}
