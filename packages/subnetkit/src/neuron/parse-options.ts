import { configError } from '@subnetkit/base'
import type { z } from 'zod'

/**
 * Parses the options of an entry function: `undefined` means absent, a key that is not known is refused. Throws
 * CONFIG_INVALID that names the function and the option.
 */
export function parseOptions<S extends z.ZodType>(place: string, schema: S, given: object): z.output<S> {
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = issue?.path.map(String).join('.') ?? ''
  throw configError('CONFIG_INVALID', {
    place: name === '' ? place : `${place} ${name}`,
    detail: issue?.message ?? 'not understood',
  })
}
