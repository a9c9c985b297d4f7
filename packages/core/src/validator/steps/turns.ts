import { coreError } from '../../errors.js'
import type { RoundRecord } from '../../store/records.js'
import type { WorkerContext } from '../context.js'

/** Time for which tasks that were held up are sent at once, in ms. */
const mostLateMs = 500

/** Tasks that wait for a miner side by side, at least, where they are to look like requests of users: bunches of these are no smaller. */
const fewestAtOnce = 8

/** Tasks of a miner that may run side by side. */
export const lanesOf = (
  { organic, tasksAtOnce }: Pick<WorkerContext, 'organic' | 'tasksAtOnce'>,
  { budget }: Pick<RoundRecord, 'budget'>,
): number => (organic === undefined || budget !== null ? tasksAtOnce : Math.max(tasksAtOnce, fewestAtOnce))

/**
 * Returns a function that waits for the time of the next task of a miner: at once, unless requests of users reach the same miners, among which
 * the tasks are spread. A process that was held up sends those of the last half second at once, as it does with requests of users that have
 * arrived meanwhile, and of more no bunch. Parts of a budget are held for as long as tasks run, so that these never wait.
 */
export function turns(
  { organic, clock, signal }: Pick<WorkerContext, 'organic' | 'clock' | 'signal'>,
  { budget, number }: Pick<RoundRecord, 'budget' | 'number'>,
  tasks: number,
): () => Promise<void> {
  if (organic === undefined || budget !== null) return async () => {}
  const pauses = organic.pauses(tasks, number).values()
  let before = Promise.resolve()
  let due = clock.now()
  async function wait(ms: number): Promise<void> {
    // A timer would round less up, and those of one bunch follow each other at once.
    if (ms >= 1) await clock.sleep(ms, { signal: AbortSignal.any([signal, organic!.ended]) }).catch(() => {})
  }
  return async () => {
    const ms = pauses.next().value ?? 0
    before = before.then(() => {
      const now = clock.now()
      due = Math.max(due + ms, now - mostLateMs)
      return wait(due - now)
    })
    await before
    if (organic.ended.aborted) throw coreError('STOPPING', { role: 'validator' })
  }
}
