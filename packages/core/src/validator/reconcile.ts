import type { NewJob } from '../queue/types.js'
import type { RoundRecord } from '../store/records.js'
import type { CoordinatorContext } from './context.js'
import { outboxJob, queryJob, scoreJob, stepJob } from './jobs.js'
import { skipOvertaken } from './steps/plan.js'

/** Position of the chain. */
interface ChainPlace {
  /** Number of the newest block. */
  readonly head: number
  /** Round that it belongs to. */
  readonly current: number
}

/** Jobs that were missing when the queue was last compared with the store. */
export interface Missing {
  /** Null before the first comparison. */
  ids: ReadonlySet<string> | null
}

/**
 * Brings rounds and queue in line: closes rounds whose time is over, and adds the jobs that the store says are due. The
 * store is the truth; the queue may have lost any job. A job that is missing for the first time may be about to be added
 * by a step, and is left until the next comparison; after a start it is added at once.
 */
export async function reconcile(
  context: CoordinatorContext,
  place: ChainPlace,
  missing: Missing,
): Promise<void> {
  const { store, queues, emit } = context
  const gone = await goneJobs(context, await dueJobs(context, place))
  const before = missing.ids
  missing.ids = new Set(gone.map(keyOf))
  const suspects = before === null ? gone : gone.filter((job) => before.has(keyOf(job)))
  const lost = await stillGone(context, place, suspects)
  if (lost.length > 0) {
    await queues.add(...lost)
    emit({ kind: 'queue-refilled', jobs: lost.length })
  }
  const [pending] = await store.outbox.entries({ open: true, limit: 1 })
  if (pending) await queues.add(outboxJob(context))
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
  const { store, roundLimit } = context
  const jobs: NewJob[] = []
  if (roundLimit.isOpen && current <= head && (await store.round(current)) === null)
    jobs.push(stepJob(context, 'plan', current))
  for (const round of await store.openRounds()) {
    const { number } = round
    if (round.state !== 'planned') {
      if (!(await skipOvertaken(context, round, head))) jobs.push(stepJob(context, 'plan', number))
      continue
    }
    await closeRound(context, round, head)
    const open = await store.queries(number, ['planned', 'answered'])
    if (open.length === 0) jobs.push(stepJob(context, 'fold', number))
    jobs.push(
      ...open.map(({ uid, state }) => (state === 'planned' ? queryJob : scoreJob)(context, number, uid)),
    )
  }
  const undecided = await store.undecidedRound()
  if (undecided) jobs.push(stepJob(context, 'weights', undecided.number))
  return jobs
}

/** Closes the queries of a round whose time is over, or whose tasks this version of the subnet cannot draw. */
async function closeRound(context: CoordinatorContext, round: RoundRecord, head: number): Promise<void> {
  const { number, closesAt } = round
  const isOther = round.version !== null && round.version !== context.version
  if (head < closesAt && !isOther) return
  const reason = isOther
    ? `it was planned by version ${round.version} of the subnet, and this is version ${context.version}`
    : `its time was over at block ${closesAt}`
  const { store, queues, names } = context
  const open = await store.queries(number, ['planned', 'answered'])
  const { unasked, unscored } = await store.closeQueries(number, reason)
  if (unasked + unscored === 0) return
  // Their jobs would pile up where no worker takes any.
  for (const [state, name, jobOf] of [
    ['planned', 'query', queryJob],
    ['answered', 'score', scoreJob],
  ] as const) {
    const over = open.filter((query) => query.state === state)
    await queues.remove(
      names[name],
      over.map(({ uid }) => jobOf(context, number, uid).id!),
    )
  }
  context.emit({ kind: 'round-closed', round: number, unasked, unscored, reason })
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
