import { toSubnetError } from '@subnetkit/base'
import { z } from 'zod'

/** Issues that a message names. */
const maxIssues = 8

/** Formats a schema's issues on one line: the path of each value and what was expected of it. */
export function issuesOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return toSubnetError(error).message
  const texts = error.issues
    .slice(0, maxIssues)
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message}`)
  return [...texts, ...(error.issues.length > maxIssues ? ['and more'] : [])].join('; ')
}
