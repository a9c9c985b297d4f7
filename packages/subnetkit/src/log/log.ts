import { formatRecord } from './format-record.js'
import { type LogLevel, type LogOption, type LogRecord, logLevels } from './record.js'
import { createThrottle } from './throttle.js'

/** A record without what {@link Log} adds to it. */
export type LogEntry = Pick<LogRecord, 'event' | 'message' | 'peer' | 'error'> & {
  readonly code?: string | null
}

/** Writes records of one source. Disposing it writes what the throttle still holds. */
export interface Log extends Disposable {
  write(level: LogLevel, entry: LogEntry): void
  /** The same log under the name of another source. */
  as(source: LogRecord['source']): Pick<Log, 'write'>
}

/**
 * Makes the log of one source. Lines go to stderr, which leaves stdout to the program. Warnings and errors of one kind
 * are throttled there, so that a flood of refused requests does not fill a disk.
 */
export function createLog(
  source: LogRecord['source'],
  option: LogOption = 'info',
  write: (line: string) => void = writeToStderr,
): Log {
  if (option === false) return { write() {}, as: () => ({ write() {} }), [Symbol.dispose]() {} }
  const { deliver, dispose } = typeof option === 'function' ? toFunction(option) : toLines(option, write)
  const writerOf = (from: LogRecord['source']) => (level: LogLevel, entry: LogEntry) =>
    deliver({ time: Date.now(), level, source: from, code: null, ...entry })
  return {
    write: writerOf(source),
    as: (other) => ({ write: writerOf(other) }),
    [Symbol.dispose]: dispose,
  }
}

function toLines(least: LogLevel, write: (line: string) => void) {
  const throttle = createThrottle((record) => write(formatRecord(record)))
  return {
    deliver(record: LogRecord) {
      if (logLevels.indexOf(record.level) >= logLevels.indexOf(least)) throttle.pass(record)
    },
    dispose: () => throttle.flush(),
  }
}

/** A function that throws must not fail its caller: it becomes a process warning. */
function toFunction(take: (record: LogRecord) => void) {
  return {
    deliver(record: LogRecord) {
      try {
        take(record)
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error))
      }
    },
    dispose() {},
  }
}

let isGuarded = false

function writeToStderr(line: string): void {
  // A log collector that went away must not take a validator with it.
  if (!isGuarded) process.stderr.on('error', () => {})
  isGuarded = true
  process.stderr.write(`${line}\n`)
}
