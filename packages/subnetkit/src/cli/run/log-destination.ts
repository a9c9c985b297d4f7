import { formatRecord } from '../../log/format-record.js'
import { type LogRecord, logLevels } from '../../log/record.js'
import { createThrottle } from '../../log/throttle.js'
import type { Context } from '../context/context.js'

/** Returns the function that takes the log of what runs, and writes it to stderr as the settings say. */
export function logDestination(context: Context): (record: LogRecord) => void {
  const { level, format = 'text' } = context.configured.config.log ?? {}
  const least = logLevels.indexOf(level ?? (context.settings.quiet ? 'warn' : 'info'))
  const lineOf = format === 'json' ? jsonOf : formatRecord
  const throttle = createThrottle((record) => void context.io.stderr.write(`${lineOf(record)}\n`))
  context.closeAtEnd(() => throttle.flush())
  return (record) => {
    if (logLevels.indexOf(record.level) >= least) throttle.pass(record)
  }
}

function jsonOf({ time, error, ...record }: LogRecord): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : error && String(error)
  return JSON.stringify({ time: new Date(time).toISOString(), ...record, stack })
}
