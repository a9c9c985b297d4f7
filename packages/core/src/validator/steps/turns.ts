import { coreError } from '../../errors.js'
import type { RoundRecord } from '../../store/records.js'
import type { WorkerContext } from '../context.js'

/**
 * Returns a function that waits for the time of the next task of a miner: at once, unless requests of users reach the same miners, among which
 * the tasks are spread. Parts of a budget are held for as long as tasks run, so that these never wait.
 */
export function turns(
  { organic, clock, signal }: Pick<WorkerContext, 'organic' | 'clock' | 'signal'>,
  { budget }: Pick<RoundRecord, 'budget'>,
  tasks: number,
): () => Promise<void> {
  if (organic === undefined || budget !== null) return async () => {}
  const startedAt = clock.now()
  const times = [...organic.times(tasks)]
  return async () => {
    const ms = startedAt + (times.shift() ?? 0) - clock.now()
    if (ms > 0) await clock.sleep(ms, { signal: AbortSignal.any([signal, organic.ended]) }).catch(() => {})
    if (organic.ended.aborted) throw coreError('STOPPING', { role: 'validator' })
  }
}
