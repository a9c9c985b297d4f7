import { toSubnetError } from '@subnetkit/base'
import { z } from 'zod'

/** Formats a schema's issues on one line: the path of each value and what was expected of it. */
export function issuesOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return toSubnetError(error).message
  return error.issues.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`).join('; ')
}
