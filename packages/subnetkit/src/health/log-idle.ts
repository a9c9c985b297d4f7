import type { Log } from '../log/log.js'
import type { IdleEvent } from './idle.js'

/** Logs that a process does nothing, and that it works again. */
export function logIdle(log: Pick<Log, 'write'>): (event: IdleEvent) => void {
  return (event) => {
    if (event.kind === 'idle') {
      const message = `does nothing: ${event.check}: ${event.reason}. ${event.fix}`
      log.write('error', { event: 'idle', message })
    } else {
      const message = `works again, after ${Math.round(event.ms / 1_000)} s`
      log.write('info', { event: 'idle-over', message })
    }
  }
}
