import { optionError } from '@subnetkit/base'
import type { z } from 'zod'
import { mostUnits } from './texts.js'

/**
 * Returns a measure that is 1 for what a zod schema takes, and 0 for anything else. Text is read as JSON first; any
 * other value is checked as it is. Text that is no JSON, or longer than 2^20 UTF-16 units, scores 0. Throws
 * CONFIG_INVALID for a schema that zod has not made; a schema that is asynchronous throws on use.
 * @example
 * const isPlan = jsonMatches(z.object({ steps: z.array(z.string()).min(1) }))
 * criterion('well formed', 1, ({ output }) => isPlan(output.json))
 */
export function jsonMatches(schema: z.ZodType): (answer: unknown) => number {
  if (typeof (schema as Partial<z.ZodType> | undefined)?.safeParse !== 'function') {
    throw optionError('jsonMatches schema', schema, 'a zod schema')
  }
  return (answer) => {
    const given = typeof answer === 'string' ? readJson(answer) : { value: answer }
    if (given === null) return 0
    try {
      return schema.safeParse(given.value).success ? 1 : 0
    } catch (error) {
      // It is nested too deeply to be checked.
      if (error instanceof RangeError) return 0
      throw error
    }
  }
}

function readJson(text: string): { readonly value: unknown } | null {
  if (text.length > mostUnits) return null
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}
