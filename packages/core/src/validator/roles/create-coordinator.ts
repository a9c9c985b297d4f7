import { configError, createSerialQueue, parseOptions, toBytes } from '@subnetkit/base'
import { createOutbox, type OutboxStore, type WeightsChain } from '@subnetkit/chain'
import { coreError } from '../../errors.js'
import type { Job, JobWorker } from '../../queue/types.js'
import type { ScoreboardPolicy } from '../../scoreboard/policy.js'
import type { Subnet } from '../../subnet/define-subnet.js'
import { mechanismOf } from '../../subnet/mechanism-of.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import type { Protocol } from '../../subnet/synapse.js'
import type { Families } from '../../tasks/task.js'
import { type CoordinatorContext, scoringRule } from '../context.js'
import { emitTo } from '../emit.js'
import { type ChainFollower, createChainFollower } from '../follow-chain.js'
import { watchFormerQueues } from '../former-queues.js'
import type { RoundJob, RoundStep } from '../jobs.js'
import { closeWorkers, createRole, type Role } from '../lifetime.js'
import type { CoordinatorOptions } from '../options.js'
import { watchVersions } from '../other-versions.js'
import { type AnnouncedSettings, coordinatorOptions } from '../parse-options.js'
import { createQueueMove } from '../queue-move.js'
import { queueNames } from '../queue-names.js'
import { createRoundLimit } from '../round-limit.js'
import { checkRoundTime } from '../round-time.js'
import { workSteps } from '../run-step.js'
import { parseBudgets } from '../sampling/budgets.js'
import { parseSampling } from '../sampling/sampling-policy.js'
import { foldRound } from '../steps/fold.js'
import { planRound } from '../steps/plan.js'
import { advanceWeights, setRoundWeights } from '../steps/weights.js'
import { weightsEvent } from '../steps/weights-event.js'
import { watchTroubles } from '../troubles.js'
import { watchActivation } from '../watch-activation.js'

const steps: Readonly<Record<RoundStep, (context: CoordinatorContext, round: number) => Promise<unknown>>> = {
  plan: planRound,
  fold: foldRound,
  weights: setRoundWeights,
  outbox: advanceWeights,
}

/**
 * Follows the chain for a validator: plans rounds, folds them, sets weights, and keeps the queue in line with the store.
 * Workers ask and score. Several coordinators of one validator may run on one store and queue.
 * Throws CONFIG_INVALID for invalid options; `start` throws CHAIN_WENT_BACK, CHAIN_DIFFERS, SCORES_NEWER
 * and SCOREBOARD_CHANGED.
 */
export function createCoordinator<P extends Protocol, F extends Families<P>>(
  subnet: Subnet<P, F>,
  options: CoordinatorOptions,
): Role {
  const parsed = parseOptions(coordinatorOptions, options, 'createCoordinator')
  const { onEvent, scoreLabel, workerSettings, tasksAtOnce, stopMs, budgets, maxRounds, ...others } = parsed
  const { maxAnswerBytes: mostBytes, ...filled } = others
  const maxAnswerBytes = toBytes(mostBytes, 'createCoordinator maxAnswerBytes')
  const { chain, store, netuid, mechanism } = filled
  // The steps pass tasks from the subnet to its own rubric and never look at their types.
  const own = mechanismOf(subnet, mechanism) as unknown as Subnet
  const stopping = new AbortController()
  const emit = emitTo(onEvent, filled)
  const troubles = watchTroubles({ queues: filled.queues, netuid, emit })
  const outbox = createOutbox({
    chain: atMostEvery(filled.weightsEveryBlocks, chain.weights({ netuid, mechanism }), store.outbox),
    store: store.outbox,
    onChange(entry, before) {
      const event = weightsEvent(entry, before)
      if (event) emit(event)
    },
  })
  if (filled.organic !== undefined) checkAverages(own.incentive.scoreboard)
  const version = String(subnet.version)
  const { packageHash = null } = filled
  const otherVersions = watchVersions(store, { subnet: subnet.name, version }, { clock: filled.clock, emit })
  const scope = { ...filled, genesisHash: chain.genesisHash }
  const formerQueues = watchFormerQueues({ ...filled, scope, scoreLabel })
  const names = queueNames(scope, scoreLabel)
  const queueMove = createQueueMove({ ...filled, names, emit })
  const context: CoordinatorContext = {
    ...filled,
    subnet: own,
    ...{ version, otherVersions, packageHash },
    activation: watchActivation({ subnet, packageHash, netuid, chain, store, emit }),
    ...{ names, queueMove },
    sampling: parseSampling(parsed.sampling, 'createCoordinator'),
    budget: parseBudgets(budgets, 'createCoordinator budgets'),
    roundLimit: createRoundLimit(maxRounds),
    planFailures: new Map(),
    postponed: new Map(),
    ready: { block: null },
    shadowQueue: createSerialQueue(),
    ...{ emit, troubles, outbox, signal: stopping.signal },
  }
  const settings: AnnouncedSettings = { ...workerSettings, tasksAtOnce, maxAnswerBytes, scoreLabel }
  const follower: ChainFollower = createChainFollower(context, async () => {
    await otherVersions.look()
    await formerQueues.look()
    const { server } = queueMove
    const stated = server === undefined ? settings : { ...settings, server }
    const seenAt = filled.clock.date()
    await store.announce({ subnet: subnet.name, version, settings: stated, seenAt })
  })
  let workers: readonly JobWorker[] = []

  return createRole({
    async start() {
      const bound = await store.bind(chain.genesisHash)
      if (bound !== chain.genesisHash) {
        throw coreError('CHAIN_DIFFERS', {
          ...{ expected: bound.slice(0, 18), actual: chain.genesisHash.slice(0, 18) },
        })
      }
      const swap = await store.adoptFormer(() => chain.metagraph({ netuid, mechanism }))
      if (swap !== null) emit({ kind: 'hotkey-swapped', from: swap.from, to: swap.to })
      const active = subnetAt(context.subnet, await store.activeVersion())
      const replaced = await store.convertScores(active.incentive.scoreboard, scoringRule(active))
      for (const change of replaced) emit({ kind: 'scoreboard-changed', ...change })
      troubles.begin()
      await checkRoundTime(context, tasksAtOnce)
      await queueMove.begin()
      await follower.begin()
      const run = (job: Job<RoundJob>) => steps[job.name as RoundStep](context, job.data.round)
      // One step of each kind, so that a slow chain does not keep a round that is over from being folded.
      workers = [workSteps(context, context.names.rounds, Object.keys(steps).length, run)]
      follower.follow()
    },
    async stop() {
      await closeWorkers(workers, stopping, stopMs, follower.stop())
      troubles.end()
    },
  })
}

/** Throws CONFIG_INVALID for a scoreboard that a bounded part of a mean may move without bound. */
function checkAverages({ name, averages }: ScoreboardPolicy): void {
  if (averages) return
  const fix = 'Turn it off, or use a scoreboard that averages, such as ema or windowedMean.'
  const detail = `the scoreboard ${name} does not average, so that the part of users in a score has no bound`
  throw configError('CONFIG_INVALID', { place: 'organic traffic', detail, fix })
}

/** Decisions to look back on: older ones were included long before the pause. */
const recentDecisions = 20

/**
 * Weights under the validator's own pause as if it were the chain's limit: checked again when they are signed, since
 * others may have been included after the decision. Counts what the outbox has seen in a block, too: the node of another
 * coordinator may be ahead of ours.
 */
function atMostEvery(blocks: number, weights: WeightsChain, outbox: OutboxStore): WeightsChain {
  return {
    ...weights,
    async state(at) {
      const state = await weights.state(at)
      const included = (await outbox.entries({ limit: recentDecisions })).map((entry) =>
        'included' in entry ? entry.included.number : 0,
      )
      return {
        ...state,
        rateLimit: Math.max(blocks, state.rateLimit),
        lastUpdate: Math.max(state.lastUpdate, ...included),
      }
    },
  }
}
