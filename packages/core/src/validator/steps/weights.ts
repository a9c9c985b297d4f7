import type { FailedCheck } from '@subnetkit/chain'
import type { ScoreEntry } from '../../scoreboard/scoreboard.js'
import { weightsFrom } from '../../scoreboard/weights.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import type { CoordinatorContext } from '../context.js'
import type { ValidatorEvent } from '../events.js'
import { roundAt } from '../round-at.js'
import { roundOfKey, weightsKey } from './weights-event.js'

/**
 * Decides about the weights that follow from a round, unless a later round has been folded since. Fails until it
 * succeeds or a later round replaces it. Weights that are due before the next round begins are decided then: those of a round
 * that was late, such as after an update, would cost those of the next one otherwise.
 */
export async function setRoundWeights(context: CoordinatorContext, round: number): Promise<void> {
  const [newest] = (await context.store.rounds()).filter(({ state }) => state === 'folded').reverse()
  const isNewest = newest === undefined || newest.number <= round
  context.postponed.clear()
  const dueBlock = isNewest ? await decide(context, round) : null
  if (dueBlock === null) await context.store.decided(round)
  else context.postponed.set(round, dueBlock)
  await advanceWeights(context)
}

/**
 * Computes weights from the scores, if the chain would accept them now, and passes them to the outbox. A decision made
 * for this round by an earlier, interrupted run is kept. Returns the block at which to decide instead, if there is one before the
 * next round.
 */
async function decide(context: CoordinatorContext, round: number): Promise<number | null> {
  const { outbox, chain, store, netuid, mechanism, hotkey, roundBlocks } = context
  const emit = (event: ValidatorEvent) => {
    context.emit(event)
    return null
  }
  // Read before the chain's state: what is in a block by then is seen there.
  const [latest] = await outbox.entries(1)
  if (latest !== undefined && roundOfKey(latest.key) >= round) return null

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
    const { number } = state.block
    const next = roundAt(number, roundBlocks) + roundBlocks
    emit({ kind: 'weights-not-due', round, dueBlock })
    return dueBlock > number && dueBlock < next ? dueBlock : null
  }
  const { minAllowedWeights, maxWeightsLimit } = state
  const limits = { minAllowedWeights, maxWeightsLimit }
  const scores = await store.scores()
  const { uids, values } = weightsFrom(scores, metagraph, subnet.incentive, hotkey, limits)
  if (uids.length === 0) return refuse(withoutWeights(scores, subnet.incentive.weights.name))
  await outbox.intend({ uids, values, versionKey }, { key: weightsKey(round) })
  return null
}

/** Reason why scores give no weights: there are none above 0, or the policy pays for none of them. */
function withoutWeights(scores: readonly ScoreEntry[], policy: string): Omit<FailedCheck, 'name' | 'ok'> {
  const best = Math.max(0, ...scores.map(({ score }) => score))
  const rounds = Math.max(0, ...scores.map((entry) => entry.rounds))
  if (best > 0) {
    const sentence = `no miner is paid yet: ${policy} gives no weight to scores of at most ${best.toFixed(3)}`
    const fix =
      'Wait until scores reach what the policy pays for; they grow with each round. If they do not, check the policy.'
    return { code: 'SCORES_UNPAID', sentence, retryBlock: null, fix }
  }
  return {
    ...{ code: 'NO_SCORES', retryBlock: null },
    sentence: `no miner has a score above 0 after ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
    fix: 'Wait for some rounds: a scoreboard may need more than one. If nothing changes, check the answers of the miners and the rubric.',
  }
}

/** Advances pending weights as far as possible now: into a block, into a final one, to their reveal. */
export async function advanceWeights({ outbox, signal }: CoordinatorContext): Promise<void> {
  await outbox.advance({ signal })
}
