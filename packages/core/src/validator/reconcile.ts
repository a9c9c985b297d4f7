import type { NewJob } from '../queue/types.js'
import type { QueryRecord, RoundRecord } from '../store/records.js'
import { scoringVersions } from '../subnet/subnet-at.js'
import type { CoordinatorContext } from './context.js'
import { outboxJob, queryJob, scoreJob, stepJob } from './jobs.js'
import { skipOvertaken } from './steps/plan.js'

/** Position of the chain. */
interface ChainPlace {
  /** Number of the newest block. */
  readonly head: number
  /** Round that it belongs to; null while an earlier one goes on, or the chain is behind the newest. */
  readonly current: number | null
}

/** Jobs that were missing when the queue was last compared with the store. */
export interface Missing {
  /** Time since which each has been missing, in monotonic ms; null before the first comparison. */
  since: ReadonlyMap<string, number> | null
}

/** Time for which a job is missing before it counts as lost, in ms: a step stores its result, then adds the next job. */
const graceMs = 4_000

/**
 * Brings rounds and queue in line: closes rounds whose time is over, and adds the jobs that the store says are due. The
 * store is the truth; the queue may have lost any job. A job that is missing may be about to be added by a step, and is
 * left for {@link graceMs}; after a start it is added at once.
 */
export async function reconcile(
  context: CoordinatorContext,
  place: ChainPlace,
  missing: Missing,
): Promise<void> {
  const { store, queues, emit, clock } = context
  await resumePostponed(context, place.head)
  const gone = await goneJobs(context, await dueJobs(context, place))
  const { since: before } = missing
  const now = clock.now()
  const since = new Map(gone.map((job) => [keyOf(job), before?.get(keyOf(job)) ?? now]))
  missing.since = since
  const suspects = before === null ? gone : gone.filter((job) => now - since.get(keyOf(job))! >= graceMs)
  const lost = await stillGone(context, place, suspects)
  if (lost.length > 0) {
    await queues.add(...lost)
    emit({ kind: 'queue-refilled', jobs: lost.length })
  }
  const [pending] = await store.outbox.entries({ open: true, limit: 1 })
  if (pending) await queues.add(outboxJob(context))
}

/** Decides about weights whose block has come. */
async function resumePostponed(context: CoordinatorContext, head: number): Promise<void> {
  for (const [round, dueBlock] of context.postponed) {
    if (head < dueBlock) continue
    await context.queues.add(stepJob(context, 'weights', round))
    context.postponed.delete(round)
  }
}

/** Looks again: a job that ended between the look at the store and the look at its queue was never lost. */
async function stillGone(
  context: CoordinatorContext,
  place: ChainPlace,
  suspects: readonly NewJob[],
): Promise<readonly NewJob[]> {
  if (suspects.length === 0) return suspects
  const due = new Set((await dueJobs(context, place)).map(keyOf))
  return goneJobs(
    context,
    suspects.filter((job) => due.has(keyOf(job))),
  )
}

const keyOf = ({ queue, id }: NewJob) => `${queue.name}/${id}`

/** Returns the jobs of everything that is open. */
async function dueJobs(context: CoordinatorContext, { head, current }: ChainPlace): Promise<NewJob[]> {
  const { store, queues, roundLimit } = context
  const jobs: NewJob[] = []
  if (roundLimit.isOpen && current !== null && (await store.round(current)) === null)
    jobs.push(stepJob(context, 'plan', current))
  let isFirst = true
  for (const round of await store.openRounds()) {
    const { number } = round
    if (round.state !== 'planned') {
      if (await skipOvertaken(context, round, head)) continue
      jobs.push(stepJob(context, 'plan', number))
      isFirst = false
      continue
    }
    const isClosed = await closeRound(context, round, head)
    const open = await store.queries(number, ['planned', 'answered'])
    // No step ended its last query, so none adds the fold.
    if (open.length === 0 && isFirst && isClosed) await queues.add(stepJob(context, 'fold', number))
    // Rounds are folded in order: the fold of the one before adds that of the next.
    if (open.length === 0 && isFirst) jobs.push(stepJob(context, 'fold', number))
    isFirst = false
    jobs.push(
      ...open.map(({ uid, state }) => (state === 'planned' ? queryJob : scoreJob)(context, number, uid)),
    )
  }
  const undecided = await store.undecidedRound()
  if (undecided && !context.postponed.has(undecided.number))
    jobs.push(stepJob(context, 'weights', undecided.number))
  return jobs
}

/**
 * Ends what is open in a round whose time is over. From {@link RoundRecord.closesAt} no miner is asked: those that have
 * answered a part are scored on it, so that no miner keeps a score by answering slowly. Answers that are not scored half a
 * round later count for no miner. A round of another version of the subnet, which alone can draw its tasks, ends at once if
 * no coordinator of that version runs any more. Returns true if it ended something.
 */
async function closeRound(context: CoordinatorContext, round: RoundRecord, head: number): Promise<boolean> {
  const { number, closesAt, roundBlocks, version } = round
  const { store, queues, emit, otherVersions } = context
  // No coordinator is left to draw its tasks.
  const isOrphan =
    version !== null &&
    !scoringVersions(context.subnet).includes(version) &&
    !otherVersions.isRunning(version)
  if (head < closesAt && !isOrphan) return false
  const reason = isOrphan
    ? `it was planned by version ${version} of the subnet, and this is version ${context.version}`
    : `its time was over at block ${closesAt}`
  const open = await store.queries(number, ['planned', 'answered'])
  const { answered, unasked } = await store.endAsking(number, reason)
  const isOver = isOrphan || head >= closesAt + Math.ceil(roundBlocks / 2)
  const { unscored } = isOver ? await store.closeQueries(number, reason) : { unscored: 0 }
  // Jobs would pile up where no worker takes any.
  await removeJobs(context, open, 'planned')
  if (isOver) await removeJobs(context, open, 'answered')
  else await queues.add(...answered.map((uid) => scoreJob(context, number, uid)))
  const partly = isOver ? 0 : answered.length
  if (unasked + unscored + partly === 0) return false
  emit({ kind: 'round-closed', round: number, unasked, partly, unscored, reason })
  return true
}

async function removeJobs(
  context: CoordinatorContext,
  queries: readonly QueryRecord[],
  state: 'planned' | 'answered',
): Promise<void> {
  const [queue, jobOf] = state === 'planned' ? (['query', queryJob] as const) : (['score', scoreJob] as const)
  const over = queries.filter((query) => query.state === state)
  if (over.length === 0) return
  await context.queues.remove(
    context.names[queue],
    over.map(({ round, uid }) => jobOf(context, round, uid).id!),
  )
}

/** Returns those jobs that their queue does not have. */
async function goneJobs({ queues }: CoordinatorContext, jobs: readonly NewJob[]): Promise<NewJob[]> {
  const gone: NewJob[] = []
  for (const name of new Set(jobs.map(({ queue }) => queue.name))) {
    const own = jobs.filter(({ queue }) => queue.name === name)
    const ids = new Set(
      await queues.missing(
        own[0]!.queue,
        own.map(({ id }) => id!),
      ),
    )
    gone.push(...own.filter(({ id }) => ids.has(id!)))
  }
  return gone
}
