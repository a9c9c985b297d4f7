import type { Clock, SerialQueue, SubnetError } from '@subnetkit/base'
import type { WeightsOutbox } from '@subnetkit/chain'
import type { OrganicTraffic } from '../organic/traffic.js'
import type { Queues } from '../queue/types.js'
import type { ScoringRule } from '../scoreboard/states.js'
import type { RoundBudget } from '../store/records.js'
import type { Store } from '../store/store.js'
import type { Subnet } from '../subnet/define-subnet.js'
import type { QueryClient } from '../subnet/miner-client.js'
import { scoringVersions } from '../subnet/subnet-at.js'
import type { Protocol } from '../subnet/synapse.js'
import type { AnswerSpace } from './answer-space.js'
import type { Background } from './background.js'
import type { ValidatorChain } from './chain-port.js'
import type { ValidatorEvent } from './events.js'
import type { LastLooks } from './last-looks.js'
import type { MinerChoice } from './options.js'
import type { OtherVersions } from './other-versions.js'
import type { QueueMove } from './queue-move.js'
import type { QueueNames } from './queue-names.js'
import type { RoundLimit } from './round-limit.js'
import type { RoundLooks } from './round-looks.js'
import type { SamplingPolicy } from './sampling/sampling-policy.js'
import type { ShadowTime } from './shadow-time.js'
import type { SignerWatch } from './signer-watch.js'
import type { Troubles } from './troubles.js'
import type { ActivationWatch } from './watch-activation.js'

/** Context of every step. */
export interface Context {
  readonly subnet: Subnet
  /** Version of the definition; rounds are marked with the one that scores them. */
  readonly version: string
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
  readonly store: Store
  readonly queues: Queues
  readonly names: QueueNames
  readonly clock: Clock
  /** Pause before the first retry of a failed step, in ms. */
  readonly retryDelayMs: number
  readonly lockMs: number
  /** Requests of users that reach the same miners; undefined without. */
  readonly organic?: OrganicTraffic | undefined
  readonly emit: (event: ValidatorEvent) => void
  readonly troubles: Troubles
  /** Aborted when the role stops without further waiting. */
  readonly signal: AbortSignal
}

/** Context of the steps that follow the chain. */
export interface CoordinatorContext extends Context {
  readonly chain: ValidatorChain
  readonly outbox: WeightsOutbox
  readonly roundBlocks: number
  readonly weightsEveryBlocks: number
  readonly secretSource: (round: number) => Uint8Array
  readonly miners: MinerChoice
  readonly sampling: SamplingPolicy
  readonly budget: RoundBudget | null
  readonly roundLimit: RoundLimit
  readonly queueMove: Pick<QueueMove, 'holdsPlans' | 'look'>
  /** Hash of the package that the subnet runs from, hex; null if it runs from sources. */
  readonly packageHash: string | null
  /** Last failure of each round that is not planned yet. */
  readonly planFailures: Map<number, SubnetError>
  /** Block from which the weights of a round can be decided, for the newest one that waits for it. */
  readonly postponed: Map<number, number>
  /** Newest block when the coordinator was ready; null before. */
  readonly ready: { block: number | null }
  readonly otherVersions: Pick<OtherVersions, 'isRunning'>
  readonly activation: ActivationWatch
  /** Folds of shadows, one after another. */
  readonly shadowQueue: SerialQueue
}

/** Rule for scores that another scoreboard left, as the store takes it; of a subnet as one of its versions scores. */
export function scoringRule(subnet: Context['subnet']): ScoringRule {
  return {
    onScoreboardChange: subnet.incentive.onScoreboardChange,
    version: String(subnet.version),
    newest: scoringVersions(subnet).at(-1),
  }
}

/** Context of the steps that ask and score, which know no chain. */
export interface WorkerContext extends Context {
  /** Undefined in a worker that only scores. */
  readonly client?: QueryClient<Protocol> | undefined
  readonly tasksAtOnce: number
  readonly background: Background
  readonly answerSpace: AnswerSpace
  readonly shadowTime: ShadowTime
  readonly signer: SignerWatch
  readonly rounds: RoundLooks
  readonly lastLooks: LastLooks
}
