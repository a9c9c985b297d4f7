import { createHash } from 'node:crypto'
import { isSubnetError, toSubnetError } from '@subnetkit/base'
import { applyRubric } from '../../rubric/apply-rubric.js'
import { answerTo } from '../../rubric/score-answer.js'
import type { PlannedMiner, Receipt } from '../../store/records.js'
import { releaseBytes } from '../../subnet/encoding/byte-value.js'
import { recordable } from '../../subnet/encoding/through-wire.js'
import { toWire } from '../../subnet/encoding/to-wire.js'
import type { QueryResult } from '../../subnet/miner-client.js'
import type { Task } from '../../tasks/task.js'
import type { Context } from '../context.js'
import type { QueryJob } from '../job-types.js'
import { collectReceipts } from './collect-receipts.js'

/**
 * Queries one miner for its tasks of one round, and stores a receipt for each as soon as it is over. Tasks with a
 * receipt are not sent again. No miner is queried once the round is folded, since its secret may be public then, nor
 * later than the next round, since axon addresses are out of date by then; a miner that was not queried keeps its score.
 */
export async function queryMiner(context: Context, { round: number, hotkey }: QueryJob): Promise<void> {
  const { store, subnet, netuid, mechanism, emit } = context
  const round = await store.round(number)
  const miner = round?.miners.find((planned) => planned.hotkey === hotkey)
  if (!round || !miner || round.state !== 'planned' || round.revealed) return
  if (context.currentRound() > number + 1) return

  const done = new Set((await store.receipts(number, hotkey)).map(({ taskId }) => taskId))
  const tasks = subnet.tasks.tasksFor({ netuid, mechanism, number, secret: round.secret }, hotkey)
  const open = tasks.filter(({ id }) => !done.has(id))
  await forEachAtOnce(open, context.tasksAtOnce, async (task) => {
    const receipt = await askTask(context, number, miner, task)
    await store.addReceipts([receipt])
    emit({ kind: 'task-done', round: number, receipt })
  })
  if (miner.axon === null || open.length === 0) return
  const endpoint = { hotkey, ...miner.axon }
  // The miner signs a moment later; the next step does not wait for that.
  context.background.run((signal) => collectReceipts(context, { round: number, endpoint, signal }))
}

async function askTask(context: Context, round: number, miner: PlannedMiner, task: Task): Promise<Receipt> {
  const result = await ask(context, miner, task)
  try {
    return await receiptOf(context, round, miner, task, result)
  } finally {
    if (result.kind === 'ok') releaseBytes(result.output)
  }
}

async function receiptOf(
  context: Context,
  round: number,
  miner: PlannedMiner,
  task: Task,
  result: QueryResult<unknown>,
): Promise<Receipt> {
  const written = await writable(result)
  // An exchange that we aborted says nothing about the miner: the step fails and is retried later.
  context.signal.throwIfAborted()
  const verdict = await judge(context, task, written.failure ?? result)
  const { output } = written
  return {
    round,
    uid: miner.uid,
    hotkey: miner.hotkey,
    registeredAt: miner.registeredAt,
    taskId: task.id,
    family: task.family,
    synapse: task.synapse,
    score: verdict.parts?.value ?? 0,
    latencyMs: result.latencyMs,
    answerHash: written.text === null ? null : sha256(written.text),
    input: await recordInput(context, task),
    output,
    ...verdict,
  }
}

async function ask(context: Context, miner: PlannedMiner, task: Task): Promise<QueryResult<unknown>> {
  if (miner.axon === null) {
    return { kind: 'absent', code: 'RESPONSE_ABSENT', reason: 'it has no axon any more', latencyMs: 0 }
  }
  const endpoint = { hotkey: miner.hotkey, ...miner.axon }
  try {
    return await context.client.query(endpoint, task.synapse, task.input, { signal: context.signal })
  } catch (error) {
    // Clients throw for an input that no miner could be sent. A miner does not pay for the question of a task source.
    const { code, message: reason, fix } = toSubnetError(error)
    return { kind: 'ours', code, reason, fix, latencyMs: 0 }
  }
}

/** The question as it was sent; one that could not be is recorded as far as JSON goes. */
async function recordInput({ subnet }: Context, { synapse, input }: Task): Promise<unknown> {
  try {
    return await recordable(toWire(subnet.protocol[synapse]!.input, input))
  } catch {
    return null
  }
}

interface Written {
  /** Answer as JSON; null without one. */
  readonly text: string | null
  readonly output: unknown
  readonly failure?: QueryResult<unknown>
}

/**
 * An answer that cannot be written down, such as one nested deeper than the stack, is malformed. If it failed the step
 * instead, there would be no receipt, and a miner could choose which of its tasks count. What the output schema has
 * decoded to a bigint is written as text.
 */
async function writable(result: QueryResult<unknown>): Promise<Written> {
  if (result.kind !== 'ok') return { text: null, output: null }
  try {
    const output = await recordable(result.output)
    return { text: JSON.stringify(output) ?? 'null', output }
  } catch (error) {
    const reason = `it cannot be written as JSON: ${toSubnetError(error).message}`
    const { latencyMs } = result
    return {
      ...{ text: null, output: null },
      failure: { kind: 'malformed', code: 'RESPONSE_MALFORMED', reason, latencyMs },
    }
  }
}

type Verdict = Pick<Receipt, 'outcome' | 'reason' | 'parts'>

async function judge({ subnet }: Context, task: Task, result: QueryResult<unknown>): Promise<Verdict> {
  if (result.kind !== 'ok') {
    const fix = result.kind === 'ours' ? `. ${result.fix}` : ''
    return { outcome: result.kind, reason: `${causeOf(result)}: ${result.reason}${fix}`, parts: null }
  }
  const answer = await answerTo(subnet.protocol, task, result.output, result)
  try {
    const parts = await applyRubric(subnet.rubric, answer)
    return { outcome: 'scored', reason: null, parts }
  } catch (error) {
    // The rubric failed on this answer: only this task is lost.
    if (!isSubnetError(error, 'CHECKER_FAILED') && !isSubnetError(error, 'SCORE_OUT_OF_RANGE')) throw error
    return { outcome: 'malformed', reason: `${error.code}: ${error.message}`, parts: null }
  }
}

/** Errors of the system that mean that no connection was made. */
const noConnection = /\b(ENETUNREACH|ENETDOWN|EHOSTUNREACH|EHOSTDOWN|EADDRNOTAVAIL|EAI_AGAIN|ENOTFOUND)\b/

/** Code of a failure; a client of the subnet's own may only quote the error of the system. */
function causeOf({ kind, code, reason }: Exclude<QueryResult<unknown>, { readonly kind: 'ok' }>): string {
  return kind === 'absent' && noConnection.test(reason) ? 'MINER_UNREACHABLE' : code
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
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
