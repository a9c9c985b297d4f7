import { type Clock, reasonOf, systemClock } from '@subnetkit/base'
import type { QueueId, Queues, ValidatorEvent } from '@subnetkit/core/validator'
import type { Log } from '../log/log.js'

interface ProgressParts {
  readonly log: Log
  readonly queues: Pick<Queues, 'counts'>
  /** Queues whose jobs the worker takes. */
  readonly names: readonly QueueId[]
  /** @default the system's */
  readonly clock?: Clock
}

/** Time between two lines, in ms. */
const everyMs = 60_000

/** Logs once a minute how many jobs a worker has done, and how many wait; nothing while there is nothing to say. */
export function logProgress({ log, queues, names, clock = systemClock }: ProgressParts) {
  let done = { query: 0, score: 0 }
  let wasIdle = false
  const timer = clock.interval(() => void report(), everyMs, { ref: false })

  async function report(): Promise<void> {
    const { query, score } = done
    done = { query: 0, score: 0 }
    try {
      const counts = await Promise.all(names.map((name) => queues.counts(name)))
      const waiting = counts.reduce((sum, one) => sum + one.waiting + one.delayed, 0)
      const isIdle = query + score + waiting === 0
      const message = `jobs in the last minute: ${query} query, ${score} score; ${waiting} waiting`
      if (!isIdle || !wasIdle) log.write('info', { event: 'progress', message })
      wasIdle = isIdle
    } catch (error) {
      const message = `jobs in the last minute: ${query} query, ${score} score; the queue does not say how many wait: ${reasonOf(error)}`
      log.write('warn', { event: 'progress', message })
    }
  }
  return {
    /** Counts the jobs that are done. */
    listen(event: ValidatorEvent): void {
      if (event.kind === 'step-done' && (event.step === 'query' || event.step === 'score')) done[event.step]++
    },
    [Symbol.dispose]: () => timer.cancel(),
  }
}
