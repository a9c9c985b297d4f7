import { createRequire } from 'node:module'
import { isSubnetError } from '@subnetkit/base'
import type { Logger, pino } from 'pino'
import { scrubbing, scrubText } from '../secrets/scrub.js'
import type { LogRecord } from './record.js'

/** Causes of an error that are written. */
const mostCauses = 5
const longestText = 4_000

let line = ''

let logger: Logger | undefined

/** Loads pino with the first record: a log in lines of text does not need it. */
function loadLogger(): Logger {
  const load = createRequire(import.meta.url)('pino') as typeof pino
  // Writes each record at once: what waits, what is written and where is up to the log.
  return load(
    {
      level: 'debug',
      base: null,
      timestamp: false,
      formatters: { level: (level) => ({ level }), log: scrubbed },
      // It comes as {@link errorFields} has made it, without secrets.
      serializers: { err: (error: unknown) => error },
    },
    {
      write(text) {
        line = text
      },
    },
  )
}

/** Formats a record as one line of pino: `level`, `time` (ISO 8601), `msg` and `err`, and the fields of the record. */
export function formatJson({ time, level, message, error, code, ...fields }: LogRecord): string {
  const known = { time: new Date(time).toISOString(), ...fields, ...(code !== null && { code }) }
  const err = error === undefined ? {} : { err: errorFields(error, mostCauses) }
  logger ??= loadLogger()
  logger[level]({ ...known, ...err }, scrubText(cut(message)))
  // Some viewers break lines here, too.
  return line.trimEnd().replace(/[\u2028\u2029]/g, ' ')
}

/** Without secrets, at every level of nesting. */
function scrubbed(fields: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(fields, scrubbing)) as Record<string, unknown>
}

function errorFields(error: unknown, causes: number): object {
  if (!(error instanceof Error)) return { type: typeof error, message: cut(String(error)) }
  const { name, message, stack, cause } = error
  return {
    type: name,
    message: cut(message),
    ...(isSubnetError(error) && { code: error.code, fix: error.fix, details: error.details }),
    ...(stack !== undefined && { stack: cut(stack) }),
    ...(cause !== undefined && causes > 0 && { cause: errorFields(cause, causes - 1) }),
  }
}

const cut = (text: string) => (text.length > longestText ? `${text.slice(0, longestText)}…` : text)
