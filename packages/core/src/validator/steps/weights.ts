import type { FailedCheck } from '@subnetkit/chain'
import { weightsFrom } from '../../scoreboard/weights.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'
import { roundOfKey, weightsKey } from './weights-event.js'

/**
 * Decides about the weights that follow from a round, unless a later round has been folded since. Fails until it
 * succeeds or a later round replaces it.
 */
export async function setRoundWeights(context: CoordinatorContext, round: number): Promise<void> {
  const [newest] = (await context.store.rounds()).filter(({ state }) => state === 'folded').reverse()
  if (newest === undefined || newest.number <= round) await decide(context, round)
  await context.store.decided(round)
  await advanceWeights(context)
}

/**
 * Computes weights from the scores, if the chain would accept them now, and passes them to the outbox. A decision made
 * for this round by an earlier, interrupted run is kept.
 */
async function decide(context: CoordinatorContext, round: number): Promise<void> {
  const { outbox, chain, store, netuid, mechanism, hotkey, emit } = context
  // Read before the chain's state: what is in a block by then is seen there.
  const [latest] = await outbox.entries(1)
  if (latest !== undefined && roundOfKey(latest.key) >= round) return

  const metagraph = await chain.metagraph({ netuid, mechanism })
  // A score whose hotkey was swapped goes along before it becomes a weight.
  await store.seen(metagraph)
  const subnet = subnetAt(context.subnet, (await store.round(round))?.version ?? null)
  const versionKey = BigInt(subnet.version)
  const { firstProblem, checks, state } = await outbox.preflight({ versionKey })
  const refuse = ({ code, sentence, retryBlock, fix }: Omit<FailedCheck, 'name' | 'ok'>) =>
    emit({ kind: 'weights-refused', round, code, cause: null, reason: sentence, retryBlock, fix })
  for (const check of checks) if (!check.ok && check.name !== 'rate limit') return refuse(check)
  // Weights that any block may include now are the last ones, though the chain does not show them yet.
  if (latest?.stage === 'submitted') {
    return emit({ kind: 'weights-not-due', round, dueBlock: state.block.number + state.rateLimit })
  }
  const dueBlock = state.lastUpdate + state.rateLimit
  if ((state.lastUpdate !== 0 && state.block.number < dueBlock) || firstProblem) {
    return emit({ kind: 'weights-not-due', round, dueBlock })
  }
  const { minAllowedWeights, maxWeightsLimit } = state
  const limits = { minAllowedWeights, maxWeightsLimit }
  const { uids, values } = weightsFrom(await store.scores(), metagraph, subnet.incentive, hotkey, limits)
  if (uids.length === 0) {
    return refuse({
      ...{ code: 'NO_SCORES', sentence: 'no miner has a score above 0 yet', retryBlock: null },
      fix: 'Check the answers of the miners and the rubric: weights need a score above 0.',
    })
  }
  await outbox.intend({ uids, values, versionKey }, { key: weightsKey(round) })
}

/** Advances pending weights as far as possible now: into a block, into a final one, to their reveal. */
export async function advanceWeights({ outbox, signal }: CoordinatorContext): Promise<void> {
  await outbox.advance({ signal })
}
