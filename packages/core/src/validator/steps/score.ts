import { isDeepStrictEqual } from 'node:util'
import { untilAborted } from '@subnetkit/base'
import { notCheckedError } from '../../rubric/apply-rubric.js'
import { withLikeness } from '../../similarity/likeness.js'
import type { StoredAnswer } from '../../store/answers.js'
import type { QueryRecord, Receipt } from '../../store/records.js'
import { recordable } from '../../subnet/encoding/through-wire.js'
import { carriesBytes } from '../../subnet/encoding/wire-walk.js'
import { issuesOf } from '../../subnet/issues.js'
import type { QueryResult } from '../../subnet/miner-client.js'
import { subnetAt } from '../../subnet/subnet-at.js'
import type { Task } from '../../tasks/task.js'
import type { Context, WorkerContext } from '../context.js'
import { troubleOf } from '../emit.js'
import type { MinerJob } from '../jobs.js'
import { foldIfOver } from './fold-if-over.js'
import { judge, recordInput, writable } from './judge.js'
import { isAskable, observedOf, tasksOf } from './query.js'
import { type ActiveScore, addShadow } from './score-shadow.js'

/**
 * Scores the answers of one miner in one round: the tasks are drawn again from the secret of the round, and each answer
 * becomes a receipt. The last miner of a round has it folded.
 */
export function scoreMiner(context: WorkerContext, job: MinerJob): Promise<void> {
  return context.lastLooks.run(
    job.round,
    () => scoreOnce(context, job),
    () => foldIfOver(context, job.round),
  )
}

/** Returns true for a miner that is scored, which may be the last of its round. */
async function scoreOnce(context: WorkerContext, { round: number, uid }: MinerJob): Promise<boolean> {
  const { store, emit, signal, rounds } = context
  const query = await store.query(number, uid)
  if (query?.state === 'answered') {
    const round = await rounds.round(number)
    if (round === null || !isAskable(context, round)) return false
    const answers = new Map((await store.answers(number, uid)).map((answer) => [answer.taskId, answer]))
    const active = { ...context, subnet: subnetAt(context.subnet, round.version) }
    const scored: ActiveScore[] = []
    const observed = await observedOf(context, round)
    const tasks = tasksOf(context, { ...round, observed }, query.hotkey)
    for (const task of tasks) {
      const answer = answers.get(task.id)
      if (answer) scored.push(await untilAborted(scoreAnswer(active, query, task, answer), signal))
    }
    const receipts = await untilAborted(addShadow(context, round, scored), signal)
    if (!(await store.scored(number, uid, receipts, tasks.length - scored.length))) return false
    for (const receipt of receipts) emit({ kind: 'task-done', round: number, receipt })
    const [unchecked] = receipts.flatMap(({ parts }) => parts?.leftOut ?? [])
    if (unchecked) emit(troubleOf(notCheckedError(unchecked)))
    return true
  }
  return query?.state === 'scored'
}

async function scoreAnswer(
  context: Context,
  miner: QueryRecord,
  task: Task,
  answer: StoredAnswer,
): Promise<ActiveScore> {
  const result = await openAnswer(context, task, answer)
  const written = await writable(result)
  const judged = written.failure ?? result
  const input = await recordInput(context, task)
  const { parts, ...verdict } = await judge(context, task, judged)
  const { family, truth } = task
  const receivedAt = answer.receivedAt ?? null
  const looked = { family, input, truth, output: written.output, receivedAt }
  const receipt: Receipt = {
    round: miner.round,
    uid: miner.uid,
    hotkey: miner.hotkey,
    registeredAt: miner.registeredAt,
    taskId: task.id,
    family: task.family,
    synapse: task.synapse,
    score: parts?.value ?? 0,
    latencyMs: result.latencyMs,
    firstChunkMs: result.kind === 'ok' ? (result.firstChunkMs ?? null) : null,
    answerHash: written.hash,
    requestHash: answer.result.exchange?.request ?? null,
    bodyHash: answer.result.exchange?.body ?? null,
    input,
    output: written.output,
    received: result.kind === 'ok' ? await receivedOf(context, task, answer, written.output) : null,
    ...verdict,
    parts: withLikeness(context.subnet.rubric, parts, looked),
  }
  return { task, result: judged, receipt }
}

/** Answer as it arrived, if its schema made something else of it: a replay runs the schema again. */
async function receivedOf(
  { subnet }: Context,
  { synapse }: Task,
  { output }: StoredAnswer,
  parsed: unknown,
): Promise<unknown> {
  // Binary values are not kept.
  if (output?.form !== 'wire' || carriesBytes(subnet.protocol[synapse]!.output)) return null
  const received = await recordable(output.value)
  return isDeepStrictEqual(received, parsed) ? null : received
}

/** Result as the client returned it: an output that is kept as it arrived runs through its schema again. */
async function openAnswer(
  { subnet }: Context,
  { synapse }: Task,
  { result, output }: StoredAnswer,
): Promise<QueryResult<unknown>> {
  if (result.kind !== 'ok' || output === null) return result
  if (output.form === 'decoded') return { ...result, output: output.value }
  try {
    return { ...result, output: await subnet.protocol[synapse]!.output.parseAsync(output.value) }
  } catch (error) {
    const reason = `its schema, which took it when it came, refuses it: ${issuesOf(error)}`
    return { kind: 'malformed', code: 'RESPONSE_MALFORMED', reason, latencyMs: result.latencyMs }
  }
}
