import { activationOf, subnetAt } from '../../subnet/subnet-at.js'
import { type CoordinatorContext, scoringRule } from '../context.js'
import { stepJob } from '../jobs.js'
import { compareRound } from './compare.js'
import { foldShadows } from './fold-shadow.js'
import { sealRounds } from './seal-rounds.js'
import { partlyVoid, uncounted, voidRound } from './void-round.js'

/**
 * Compares the answers of a round whose queries are over, and folds it into the scores, then queues the weights step, and
 * the fold of the next round if it has waited. A round that says nothing about any miner is skipped instead, without
 * weights. Rounds are folded in order: one that comes too early is left, and folded after the earlier ones.
 */
export async function foldRound(context: CoordinatorContext, number: number): Promise<void> {
  const { store, queues, emit } = context
  const outcomes = await store.outcomes(number)
  const [before, folding] = [await store.activeVersion(), await store.round(number)]
  const isSwitch = before !== null && (folding?.version ?? before) !== before
  // Scores of the shadow become the active ones.
  if (isSwitch) await foldShadows(context)
  const own = subnetAt(context.subnet, folding?.version ?? null)
  if (!(await voidRound(context, number, outcomes))) {
    const error = await partlyVoid(context, number, outcomes)
    const flags = folding ? await compareRound(context, folding) : {}
    const changed = await store.fold(number, own.incentive.scoreboard, {
      ...{ ...scoringRule(own), activation: activationOf(context.subnet) },
      ...(error && { uncounted }),
      // A shadow has a scoreboard of its own.
      organicShare: own.incentive.scoreboard.averages ? (context.organic?.share ?? 0) : 0,
    })
    if (changed !== null) {
      const tasks = await store.outcomeCounts(number)
      const trouble = error && { code: error.code, reason: error.message }
      if (error) emit({ kind: 'trouble', ...trouble!, fix: error.fix })
      emit({
        ...{ kind: 'round-folded', round: number, miners: changed.length, tasks },
        ...(trouble && { trouble }),
        ...(Object.keys(flags).length > 0 && { flags }),
      })
      if (isSwitch) emit({ kind: 'version-switched', round: number, from: before, to: folding!.version! })
    } else await skipPast(context, number)
    const round = await store.round(number)
    if (round?.state === 'folded' && !round.decided) await queues.add(stepJob(context, 'weights', number))
  }
  await sealRounds(context)
  await queueNext(context)
  // A comparison in the shadow may take long: neither weights nor the next fold wait for it.
  await foldShadows(context)
}

/** Queues the fold of the oldest open round, if its queries are over. */
async function queueNext(context: CoordinatorContext): Promise<void> {
  const { store, queues } = context
  const [next] = await store.openRounds()
  if (next?.state !== 'planned') return
  const open = await store.queries(next.number, ['planned', 'answered'])
  if (open.length === 0) await queues.add(stepJob(context, 'fold', next.number))
}

/** Ends a planned round before one that is folded, as older versions left some: what is past does not count any more. */
async function skipPast({ store, emit }: CoordinatorContext, number: number): Promise<void> {
  const later = (await store.rounds()).find((round) => round.number > number && round.state === 'folded')
  if (later === undefined) return
  const reason = `round ${later.number} was folded before it`
  if (!(await store.voidRound(number, reason))) return
  emit({ kind: 'round-skipped', round: number, code: 'ROUND_OVERTAKEN', cause: null, reason })
}
