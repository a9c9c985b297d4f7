import { coreError } from '../../errors.js'
import type { RoundRecord } from '../../store/records.js'
import type { WorkerContext } from '../context.js'

/**
 * Returns a function that waits for the time of the next task of a miner: at once, unless requests of users reach the same miners, among which
 * the tasks are spread. Each waits for the one before it: a process that was held up for a while sends no bunch of them. Parts of a budget are
 * held for as long as tasks run, so that these never wait.
 */
export function turns(
  { organic, clock, signal }: Pick<WorkerContext, 'organic' | 'clock' | 'signal'>,
  { budget, number }: Pick<RoundRecord, 'budget' | 'number'>,
  tasks: number,
): () => Promise<void> {
  if (organic === undefined || budget !== null) return async () => {}
  const pauses = organic.pauses(tasks, number).values()
  let before = Promise.resolve()
  async function wait(ms: number): Promise<void> {
    if (ms > 0) await clock.sleep(ms, { signal: AbortSignal.any([signal, organic!.ended]) }).catch(() => {})
  }
  return async () => {
    const ms = pauses.next().value ?? 0
    before = before.then(() => wait(ms))
    await before
    if (organic.ended.aborted) throw coreError('STOPPING', { role: 'validator' })
  }
}
