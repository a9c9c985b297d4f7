import type { Log } from '../log/log.js'
import type { IdleEvent } from './idle.js'

/** Logs that a process does nothing, and that it works again. */
export function logIdle(log: Pick<Log, 'write'>, mechanism: number | null): (event: IdleEvent) => void {
  const who = mechanism === null ? '' : `mechanism ${mechanism} `
  return (event) => {
    if (event.kind === 'idle') {
      const message = `${who}does nothing: ${event.check}: ${event.reason}. ${event.fix}`
      log.write('error', { event: 'idle', message })
    } else {
      const message = `${who}works again, after ${Math.round(event.ms / 1_000)} s`
      log.write('info', { event: 'idle-over', message })
    }
  }
}
