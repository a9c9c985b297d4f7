import { isSubnetError } from '@subnetkit/base'
import { scrubbing } from '../secrets/scrub.js'
import type { LogRecord } from './record.js'

/** Causes of an error that are written. */
const mostCauses = 5
const longestText = 4_000

/** Formats a record as one line of JSON in the fields of pino: `level`, `time` (ISO 8601), `msg` and `err`, and those of the record. */
export function formatJson({ time, level, message, error, code, ...fields }: LogRecord): string {
  const line = {
    level,
    time: new Date(time).toISOString(),
    ...fields,
    ...(code !== null && { code }),
    msg: cut(message),
    ...(error !== undefined && { err: errorFields(error, mostCauses) }),
  }
  // Some viewers break lines here, too.
  return JSON.stringify(line, scrubbing).replace(/[\u2028\u2029]/g, ' ')
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
