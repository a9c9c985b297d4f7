import { createRedactor } from '../secrets/redact.js'
import { scrubLine, scrubText } from '../secrets/scrub.js'
import { formatJson } from './format-json.js'
import { formatRecord } from './format-record.js'
import { type LogLevel, type LogLines, type LogOption, type LogRecord, logLevels } from './record.js'
import { createThrottle } from './throttle.js'

/** A record without what {@link Log} adds to it. */
export type LogEntry = Omit<LogRecord, 'time' | 'level' | 'source' | 'code'> & {
  readonly code?: string | null
}

/** Writes records of one source. Disposing it writes what the throttle still holds. */
export interface Log extends Disposable {
  write(level: LogLevel, entry: LogEntry): void
  /** The same log under the name of another source. */
  as(source: LogRecord['source']): Pick<Log, 'write'>
}

interface LogParts {
  /** @default stderr */
  readonly write?: (line: string) => void
  /** Secrets that are known, such as passwords in URLs: they appear in no line, whatever their shape. @default none */
  readonly secrets?: readonly string[]
}

/**
 * Makes the log of one source. Lines go to stderr, which leaves stdout to the program. Warnings and errors of one kind
 * are throttled there, so that a flood of refused requests does not fill a disk. What has the shape of a secret is taken
 * out of each line; a function gets the messages without it, and errors as they were thrown.
 */
export function createLog(
  source: LogRecord['source'],
  option: LogOption = 'info',
  { write = writeToStderr, secrets = [] }: LogParts = {},
): Log {
  if (option === false) return { write() {}, as: () => ({ write() {} }), [Symbol.dispose]() {} }
  const { hide, redact } = createRedactor([], process.env)
  for (const secret of secrets) hide(secret)
  const { deliver, dispose } =
    typeof option === 'function'
      ? toFunction(option, (text) => redact(scrubText(text)))
      : toLines(typeof option === 'string' ? { level: option } : option, (line) => write(redact(line)))
  const writerOf = (from: LogRecord['source']) => (level: LogLevel, entry: LogEntry) =>
    deliver({ time: Date.now(), level, source: from, code: null, ...entry })
  return {
    write: writerOf(source),
    as: (other) => ({ write: writerOf(other) }),
    [Symbol.dispose]: dispose,
  }
}

/** Takes records and writes those from a level up, as lines without secrets. Disposing it writes what is held back. */
function toLines({ level: least = 'info', format = 'text' }: LogLines, write: (line: string) => void) {
  const toLine = format === 'json' ? formatJson : (record: LogRecord) => scrubText(formatRecord(record))
  const throttle = createThrottle((record) => write(scrubLine(toLine(record))))
  return {
    deliver(record: LogRecord): void {
      if (logLevels.indexOf(record.level) >= logLevels.indexOf(least)) throttle.pass(record)
    },
    dispose: () => throttle.flush(),
  }
}

/** A function that throws must not fail its caller: it becomes a process warning. */
function toFunction(take: (record: LogRecord) => void, clean: (text: string) => string) {
  return {
    deliver(record: LogRecord) {
      try {
        take({ ...record, message: clean(record.message) })
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
