import { toSubnetError } from '@subnetkit/base'
import type { Metagraph } from '@subnetkit/chain'
import { coreError } from '../../errors.js'
import type { RoundRecord } from '../../store/records.js'
import type { RoundPlan } from '../../store/rounds.js'
import { commitRound } from '../../tasks/audit.js'
import type { CoordinatorContext } from '../context.js'
import { troubleOf } from '../emit.js'
import type { SkipCode } from '../events.js'
import { queryJob } from '../jobs.js'
import { roundAt } from '../round-at.js'
import { nothingToDo } from '../run-step.js'
import { fitBudget } from '../sampling/fit-budget.js'
import { needOf } from '../sampling/need.js'
import { rankMiners } from '../sampling/rank-miners.js'
import { candidatesOf } from './candidates.js'
import { foldIfOver } from './fold-if-over.js'
import { observeOnce, overtaken } from './observe-once.js'
import { publishSecret } from './publish-secret.js'
import { tasksOf } from './query.js'
import { sealRounds } from './seal-rounds.js'

/**
 * Plans a round: secret kept, hash committed, miners chosen, jobs added, in this order. Each part sees what an
 * interrupted run has done already, so repeating it is safe. Fails until it succeeds or the next round begins.
 */
export async function planRound(context: CoordinatorContext, number: number): Promise<unknown> {
  const { roundLimit, planFailures } = context
  if (!roundLimit.take(number)) return nothingToDo
  try {
    const result = await plan(context, number)
    roundLimit.release(number)
    planFailures.delete(number)
    return result
  } catch (error) {
    planFailures.set(number, toSubnetError(error))
    throw error
  }
}

async function plan(context: CoordinatorContext, number: number): Promise<unknown> {
  const { chain, store, netuid, mechanism, emit } = context
  const known = await store.round(number)
  if (known?.state === 'folded' || known?.state === 'skipped') return nothingToDo
  if (known?.state === 'planned') return addQueries(context, number)

  const { roundBlocks } = context
  if (known === null && roundAt(number, roundBlocks) !== number) return nothingToDo // a job of another length
  const secret = context.secretSource(number)
  const opened = await store.openRound({ number, roundBlocks, secret, secretHash: commitRound(secret) })
  if (opened === null) return nothingToDo // a later one was opened
  if (await skipOvertaken(context, opened, (await chain.head()).number)) return nothingToDo

  const metagraph = await chain.metagraph({ netuid, mechanism })
  if (!metagraph.neurons.some(({ hotkey }) => hotkey === context.hotkey)) {
    return skipRound(context, number, {
      code: 'NOT_REGISTERED',
      reason: `${context.hotkey} is not registered on subnet ${netuid}`,
    })
  }
  await store.seen(metagraph)
  if (opened.commitBlock === null) {
    await sealRounds(context)
    await publishSecret(context, opened)
  }
  const observed = await observeOnce(context, number, metagraph)
  if (observed === overtaken) return nothingToDo
  const version = await context.activation.versionOf(number)
  // It may have the secret of an earlier round now, and nothing may derive from one that is never published.
  const round = (await store.round(number)) ?? opened
  const chosen = await chooseQueries(context, metagraph, { ...round, observed })
  if (await store.planRound(number, { ...chosen, version })) {
    context.roundLimit.keep(number)
    const [miners, unasked] = [chosen.miners.length, chosen.unasked?.length ?? 0]
    emit({ kind: 'round-planned', round: number, block: number, miners, unasked })
  }
  return addQueries(context, number)
}

/** Skips a round that was not planned before the next one began; returns true if it did. */
export async function skipOvertaken(
  context: CoordinatorContext,
  { number, roundBlocks }: Pick<RoundRecord, 'number' | 'roundBlocks'>,
  head: number,
): Promise<boolean> {
  if (head < number + roundBlocks) return false
  const { planFailures, ready } = context
  const cause = planFailures.get(number) ?? null
  planFailures.delete(number)
  const overtaken = `block ${head} was reached before it was planned, and the next round began at ${number + roundBlocks}`
  // A round that was under way at the start is no fault.
  if (cause === null && (ready.block === null || number <= ready.block)) {
    const reason = 'it began before this process was ready'
    await skipRound(context, number, { code: 'BEGAN_BEFORE_START', reason })
    return true
  }
  await skipRound(context, number, {
    code: cause === null ? 'ROUND_OVERTAKEN' : 'PLAN_FAILED',
    cause: cause?.code ?? null,
    reason: cause === null ? overtaken : `${cause.message}; ${overtaken}`,
  })
  return true
}

interface Skip {
  readonly code: SkipCode
  readonly cause?: string | null
  readonly reason: string
}

/** Records why a round is skipped. Does nothing to a round that is planned already. */
async function skipRound(
  { store, emit, roundLimit }: CoordinatorContext,
  round: number,
  { code, cause = null, reason }: Skip,
): Promise<void> {
  roundLimit.release(round)
  if (await store.skipRound(round, reason)) emit({ kind: 'round-skipped', round, code, cause, reason })
}

/** Chooses the miners of a round, and those that its budget has no room for. Miners that are not sampled are neither. */
async function chooseQueries(
  context: CoordinatorContext,
  metagraph: Metagraph,
  round: RoundRecord & { readonly observed: unknown },
): Promise<RoundPlan> {
  const { subnet, netuid, mechanism, sampling, budget } = context
  const candidates = await candidatesOf(context, metagraph)
  const { drawnAs: number, secret, roundBlocks } = round
  const ranked = rankMiners(sampling, candidates, { netuid, mechanism, number, secret, roundBlocks })
  const { chosen, left } = fitBudget(ranked, budget, ({ hotkey }) =>
    needOf(subnet.protocol, tasksOf(context, { ...round, budget }, hotkey)),
  )
  const [first] = left
  if (chosen.length === 0 && first) {
    context.emit(troubleOf(coreError('BUDGET_TOO_SMALL', { round: round.number, detail: first.reason })))
  }
  return { miners: chosen, unasked: left, budget }
}

/** Adds the jobs of a planned round. */
async function addQueries(context: CoordinatorContext, number: number): Promise<void> {
  const open = await context.store.queries(number, ['planned'])
  if (open.length === 0) return foldIfOver(context, number)
  await context.queues.add(...open.map(({ uid }) => queryJob(context, number, uid)))
}
