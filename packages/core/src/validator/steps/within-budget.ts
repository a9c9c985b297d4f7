import type { WrittenOutput } from '../../store/answer-form.js'
import type { RoundRecord, Spending } from '../../store/records.js'
import type { QueryResult } from '../../subnet/miner-client.js'
import type { Task } from '../../tasks/task.js'
import type { Context } from '../context.js'
import { minus, needOf, needOfTask, nothing, plus } from '../sampling/need.js'

/** Counts what the tasks of one miner take of the budget. */
export interface Meter {
  started(task: Task): void
  ended(task: Task, result: QueryResult<unknown>, output: WrittenOutput | null): void
}

const unmetered: Meter = { started: () => {}, ended: () => {} }

/** Pause before a part of the budget that others hold is asked for again, in ms. */
const waitMs = 250
/** Time beyond its deadlines that a miner's tasks may take until their rest is returned, in ms. */
const graceMs = 5_000

/**
 * Asks tasks with the most that they may take of the round's budget, and returns the rest afterwards. Returns the reason
 * if the budget is spent, and null once `work` is done or no longer wanted.
 */
export async function withinBudget(
  context: Pick<Context, 'subnet' | 'store' | 'clock' | 'signal'>,
  { number, budget }: RoundRecord,
  { uid, tasks }: { readonly uid: number; readonly tasks: readonly Task[] },
  work: (meter: Meter) => Promise<void>,
): Promise<string | null> {
  const { store, clock, signal } = context
  const { protocol } = context.subnet
  if (!budget || tasks.length === 0) {
    await work(unmetered)
    return null
  }
  const need = needOf(protocol, tasks)
  for (;;) {
    const now = clock.date()
    const grant = await store.takeBudget(number, budget, need, { now, until: now + need.ms + graceMs })
    if (grant.kind === 'spent') return grant.reason
    if (grant.kind === 'granted') break
    await clock.sleep(waitMs, { signal })
    if ((await store.query(number, uid))?.state !== 'planned') return null
  }
  let used = nothing
  const add = (spending: Spending) => {
    used = plus(used, spending)
  }
  try {
    await work({
      // In full until it is over: a step that is interrupted does not learn how much it was.
      started: (task) => add(needOfTask(protocol, task)),
      ended(task, result, output) {
        const most = needOfTask(protocol, task)
        add(minus({ ...most, ms: Math.min(result.latencyMs, most.ms) }, most))
        const unread = protocol[task.synapse]!.maxBytes - receivedBytes(result, output)
        add({ ...nothing, bytes: -Math.max(0, Math.min(unread, most.bytes)) })
      },
    })
  } finally {
    await store.returnBudget(number, minus(need, used))
  }
  return null
}

/** Bytes that came from a miner. An answer that was not kept counts in full: its size is unknown. */
function receivedBytes(result: QueryResult<unknown>, output: WrittenOutput | null): number {
  if (output) return Buffer.byteLength(output.text) + output.parts.reduce((sum, { size }) => sum + size, 0)
  const isEmpty =
    result.kind === 'ours' || result.kind === 'refused' || (result.kind === 'absent' && noConnection(result))
  return isEmpty ? 0 : Number.POSITIVE_INFINITY
}

const noConnection = ({ code, reason }: { readonly code: string; readonly reason: string }) =>
  code === 'MINER_UNREACHABLE' || /ECONNREFUSED|no axon/.test(reason)
