import type { ByteSize, Clock } from '@subnetkit/base'
import type { Neuron } from '@subnetkit/chain'
import type { OrganicTraffic } from '../organic/traffic.js'
import type { Queues } from '../queue/types.js'
import type { Store } from '../store/store.js'
import type { QueryClient } from '../subnet/miner-client.js'
import type { Protocol } from '../subnet/synapse.js'
import type { ValidatorChain } from './chain-port.js'
import type { ValidatorEvent } from './events.js'
import type { Budgets } from './sampling/budgets.js'
import type { SamplingPolicy } from './sampling/sampling-policy.js'

/** Validator that an event is about: one mechanism of one subnet. */
export interface EventSource {
  readonly netuid: number
  readonly mechanism: number
  /** SS58 address. */
  readonly hotkey: string
}

/** Listener to the events of a role. One that throws fails no step: its error becomes a warning of the process. */
export type ValidatorListener = (event: ValidatorEvent, source: EventSource) => void

/** Options of every role. The caller disposes what it passes in. */
export interface RoleOptions {
  readonly netuid: number
  /** @default 0 */
  readonly mechanism?: number | undefined
  /** SS58 address of the validator, which `chain` and `client` sign for. */
  readonly hotkey: string
  readonly queues: Queues
  /** The store of this validator: same chain, netuid, mechanism and hotkey. */
  readonly store: Store
  /** Pause before the first retry of a failed step, in ms; doubles each time, up to 5 s. @default 1000 */
  readonly retryDelayMs?: number | undefined
  /**
   * Silence after which a step counts as dead and runs again, in ms.
   * @default 10_000
   */
  readonly lockMs?: number | undefined
  /** Grace period for running steps when the role stops, in ms. @default 10_000 */
  readonly stopMs?: number | undefined
  /**
   * Requests of users that a gateway of this process sends to the same miners: their evidence is a part of scores, and tasks are sent so that
   * miners cannot tell both apart. @default none
   */
  readonly organic?: OrganicTraffic | undefined
  /** Receives every event, with the validator that it is about. */
  readonly onEvent?: ValidatorListener | undefined
  /** Times steps, and the pauses between comparisons of queue and store. @default the system's */
  readonly clock?: Clock | undefined
}

/** Options of {@link createCoordinator}. */
export interface CoordinatorOptions extends RoleOptions {
  readonly chain: ValidatorChain
  /** Blocks from one round to the next: rounds begin at multiples of it. */
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
  readonly miners?: MinerChoice | undefined
  /** Choice of the miners that a round asks. @default all */
  readonly sampling?: SamplingPolicy | undefined
  /** Rounds to plan; then only the open ones go on, to their weights. Skipped rounds do not count. @default no limit */
  readonly maxRounds?: number | undefined
  /** Limits on what a round spends. Miners that do not fit are not asked, and keep their scores. @default none */
  readonly budgets?: Budgets | undefined
  /** Label that workers need to score; null for none. @default null */
  readonly scoreLabel?: string | null | undefined
  /** Tasks of one miner that a worker has in flight at the same time. @default 4 */
  readonly tasksAtOnce?: number | undefined
  /**
   * Limit on the answers that wait to be scored: at it, workers ask no further miner, and those that are not asked in time
   * are unasked. What is in flight may exceed it.
   * @default '2GB'
   */
  readonly maxAnswerBytes?: ByteSize | undefined
  /**
   * SHA-256 of the release of the package that the subnet runs from, hex: score records state it, and a next version that the owner
   * has activated begins only if it is the one of the activation.
   * @default none: score records name no package, and the number of the version decides
   */
  readonly packageHash?: string | undefined
  /** Further settings that workers read from the store, as JSON. @default {} */
  readonly workerSettings?: Readonly<Record<string, unknown>> | undefined
}

/** Kinds of work that a worker takes. */
export type WorkerQueue = 'query' | 'score'

/** Options of {@link createWorker}. */
export interface WorkerOptions<P extends Protocol> extends RoleOptions {
  /** Needed to ask; one that only scores has none. */
  readonly client?: QueryClient<P> | undefined
  /** @default both */
  readonly work?: readonly WorkerQueue[] | undefined
  /** Takes score jobs that need this label too; null for none. @default null */
  readonly label?: string | null | undefined
  /** Miners queried at the same time. @default 16 */
  readonly concurrency?: number | undefined
  /** Miners whose answers are scored at the same time. @default 4 */
  readonly scoresAtOnce?: number | undefined
}

/** Options of {@link createValidator}. */
export type ValidatorOptions<P extends Protocol> = Omit<CoordinatorOptions, 'scoreLabel' | 'workerSettings'> &
  Omit<WorkerOptions<P>, 'work' | 'label' | 'client'> & { readonly client: QueryClient<P> }

/** Chooses the neurons to query. */
export type MinerChoice = (neuron: Neuron, context: MinerContext) => boolean

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
