import { toSubnetError } from '@subnetkit/base'
import { writeForm } from '../../store/answer-form.js'
import type { NewAnswer } from '../../store/answers.js'
import type { PlannedMiner, QueryRecord, RoundRecord } from '../../store/records.js'
import { releaseBytes } from '../../subnet/encoding/byte-value.js'
import type { QueryResult } from '../../subnet/miner-client.js'
import { checkRoundVersion } from '../../subnet/subnet-at.js'
import { deriveKey } from '../../tasks/derive-key.js'
import { createRandom } from '../../tasks/random.js'
import type { Task } from '../../tasks/task.js'
import type { Context, WorkerContext } from '../context.js'
import type { OutcomeCounts } from '../events.js'
import { type MinerJob, scoreJob } from '../jobs.js'
import { lookMs } from '../round-looks.js'
import { limitTasks } from '../sampling/budgets.js'
import { collectReceipts } from './collect-receipts.js'
import { foldIfOver } from './fold-if-over.js'
import { lanesOf, turns } from './turns.js'
import { type Meter, withinBudget } from './within-budget.js'

/**
 * Queries one miner for its tasks of one round, and stores each answer as soon as it is there. Tasks with an answer are
 * not sent again. No miner is queried once its round is over, since the secret may be public then.
 */
export async function queryMiner(context: WorkerContext, { round: number, uid }: MinerJob): Promise<void> {
  const { store, queues, emit, rounds } = context
  const query = await store.query(number, uid)
  if (query?.state === 'answered') return queues.add(scoreJob(context, number, uid))
  const round = query?.state === 'planned' ? await rounds.round(number) : null
  if (query === null || round === null || !isAskable(context, round)) return

  const isOpen = lookAt(context, number, uid)
  if (!(await context.answerSpace.wait(isOpen, context.signal))) return
  const done = await store.doneTasks(number, uid)
  const observed = await observedOf(context, round)
  const tasks = tasksOf(context, { ...round, observed }, query.hotkey)
  const open = askingOrder(context, round, query.hotkey, tasks).filter(({ id }) => !done.has(id))
  const counts = { ok: 0, absent: 0, malformed: 0, refused: 0, ours: 0 }
  const latenciesMs: number[] = []
  const turn = turns(context, round, open.length)
  const spent = await withinBudget(context, round, { uid, tasks: open }, (meter) =>
    forEachAtOnce(open, lanesOf(context, round), async (task) => {
      await turn()
      if (!(await isOpen())) return
      const result = await askTask(context, number, query, task, meter)
      const { kind, latencyMs } = result
      context.signer.note(result)
      counts[kind] += 1
      if (kind === 'ok') latenciesMs.push(latencyMs)
    }),
  )
  if (spent !== null) return leaveUnasked(context, query, spent)
  if (await store.answered(number, uid)) {
    const outcomes: OutcomeCounts = counts
    emit({ kind: 'query-done', round: number, uid, hotkey: query.hotkey, outcomes, latenciesMs })
    await queues.add(scoreJob(context, number, uid))
  }
  if (query.axon === null || open.length === 0) return
  const endpoint = { hotkey: query.hotkey, ...query.axon }
  // The miner signs a moment later; the next step does not wait for that.
  context.background.run((signal) => collectReceipts(context, { round: number, endpoint, signal }))
}

/** Returns how to see that a query, which was planned just now, still is: its round may have closed meanwhile. */
function lookAt({ store, clock }: Context, round: number, uid: number): () => Promise<boolean> {
  let [at, isOpen] = [clock.now(), Promise.resolve(true)]
  return () => {
    if (clock.now() - at >= lookMs) {
      at = clock.now()
      isOpen = store.query(round, uid).then((query) => query?.state === 'planned')
    }
    return isOpen
  }
}

/**
 * True while miners of a round may be asked. Throws ROUND_VERSION_DIFFERS for a round of another version of the subnet,
 * whose job goes back to its queue: another worker may have that version.
 */
export function isAskable({ subnet }: Context, round: RoundRecord): boolean {
  if (round.state !== 'planned' || round.revealed) return false
  checkRoundVersion(subnet, round)
  return true
}

/** Observation that the tasks of a planned round are drawn with; undefined if there is none. */
export async function observedOf(
  { store }: Pick<Context, 'store'>,
  { number, observedHash }: Pick<RoundRecord, 'number' | 'observedHash'>,
): Promise<unknown> {
  return observedHash === null ? undefined : store.observed(number)
}

/** The tasks of a miner in a round, drawn from the secret of the round. */
export function tasksOf(
  { subnet, netuid, mechanism }: Pick<Context, 'subnet' | 'netuid' | 'mechanism'>,
  round: Pick<RoundRecord, 'drawnAs' | 'secret' | 'budget'> & { readonly observed: unknown },
  hotkey: string,
) {
  const { drawnAs: number, secret, budget, observed } = round
  const tasks = subnet.tasks.tasksFor({ netuid, mechanism, number, secret, observed }, hotkey)
  return limitTasks(tasks, budget?.tasksPerMiner)
}

/**
 * Tasks of a miner in a random order that follows from the secret of the round: where there is no time for all of them, those that
 * are asked stand for the others, whatever their families.
 */
export function askingOrder<T>(
  { netuid, mechanism }: Pick<Context, 'netuid' | 'mechanism'>,
  { drawnAs: number, secret }: Pick<RoundRecord, 'drawnAs' | 'secret'>,
  hotkey: string,
  tasks: readonly T[],
): readonly T[] {
  return createRandom(deriveKey({ netuid, mechanism, number, secret }, hotkey, 'order', 0)).shuffle(tasks)
}

/** Ends a miner without its remaining tasks: what it answered before a crash of ours is scored. */
async function leaveUnasked(context: Context, miner: QueryRecord, reason: string): Promise<void> {
  const { round, uid, hotkey } = miner
  const { answered, unasked } = await context.store.endAsking(round, reason, uid)
  if (answered.length > 0) await context.queues.add(scoreJob(context, round, uid))
  if (unasked > 0) context.emit({ kind: 'miner-unasked', round, uid, hotkey, reason })
  await foldIfOver(context, round)
}

async function askTask(
  context: WorkerContext,
  round: number,
  miner: PlannedMiner,
  task: Task,
  meter: Meter,
): Promise<QueryResult<null>> {
  context.signal.throwIfAborted()
  meter.started(task)
  const result = await ask(context, round, miner, task)
  try {
    // An exchange that we aborted says nothing about the miner: the step fails and is retried later.
    if (result.kind !== 'ok') context.signal.throwIfAborted()
    const answer = { ...answerOf(task.id, result), receivedAt: context.clock.date() }
    meter.ended(task, result, answer.output)
    await context.store.addAnswer(round, miner.uid, answer)
    return answer.result
  } finally {
    if (result.kind === 'ok') releaseBytes(result.output)
  }
}

/**
 * An answer that cannot be written down, such as one nested deeper than the stack, is malformed. If it failed the step
 * instead, there would be no receipt, and a miner could choose which of its tasks count.
 */
function answerOf(taskId: string, result: QueryResult<unknown>): NewAnswer {
  if (result.kind !== 'ok') return { taskId, result, output: null }
  const { output: decoded, received, ...rest } = result
  try {
    const output = received === undefined ? writeForm('decoded', decoded) : writeForm('wire', received)
    return { taskId, result: { ...rest, output: null }, output }
  } catch (error) {
    const reason = `it cannot be written as JSON: ${toSubnetError(error).message}`
    const { latencyMs } = result
    return {
      taskId,
      result: { kind: 'malformed', code: 'RESPONSE_MALFORMED', reason, latencyMs },
      output: null,
    }
  }
}

async function ask(
  context: WorkerContext,
  round: number,
  miner: PlannedMiner,
  task: Task,
): Promise<QueryResult<unknown>> {
  if (miner.axon === null) {
    return { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'it has no axon any more', latencyMs: 0 }
  }
  const endpoint = { hotkey: miner.hotkey, ...miner.axon }
  const options = { signal: context.signal, keepReceived: true, about: { round, uid: miner.uid } }
  try {
    return await context.client!.query(endpoint, task.synapse, task.input, options)
  } catch (error) {
    // Clients throw for an input that no miner could be sent. A miner does not pay for the question of a task source.
    const { code, message: reason, fix } = toSubnetError(error)
    return { kind: 'ours', code, reason, fix, latencyMs: 0 }
  }
}

/** Runs `work` for every item, with limited concurrency; waits for all of them before it reports the first failure. */
async function forEachAtOnce<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>) {
  const queue = items.values()
  const lanes = Array.from({ length: Math.min(atOnce, items.length) }, async () => {
    for (const item of queue) await work(item)
  })
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected')
  if (failed) throw failed.reason
}
