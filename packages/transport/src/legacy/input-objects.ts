import { transportError } from '../errors/transport-error.js'
import { type ExactJson, parseExactJson, writeExactJson } from './exact-json.js'

/** Before the name of a required field, in a header. */
export const inputObjectPrefix = 'bt_header_input_obj_'

/** Null, or the empty value of the same type: what v10 sends ahead instead of the value. */
function emptyOf(value: ExactJson): ExactJson {
  if (value === null) return null
  if (typeof value === 'string') return ''
  if (typeof value === 'bigint') return 0n
  if (typeof value === 'number') return 0
  if (typeof value === 'boolean') return false
  return value instanceof Map ? new Map() : []
}

/** One header for each value that is not null: base64 of the JSON of the empty value of its type. */
export function inputObjectHeaders(values: ReadonlyMap<string, ExactJson>): Record<string, string> {
  const given = [...values].filter(([, value]) => value !== null)
  return Object.fromEntries(
    given.map(([name, value]) => {
      const text = writeExactJson(emptyOf(value))
      return [inputObjectPrefix + name, Buffer.from(text, 'utf8').toString('base64')]
    }),
  )
}

/** Returns the objects in such a header. Throws LEGACY_HEADERS_INVALID. */
export function parseInputObject(field: string, text: string): ExactJson {
  try {
    return parseExactJson(Buffer.from(text, 'base64').toString('utf8'))
  } catch (cause) {
    const detail = `${inputObjectPrefix}${field} is not JSON in base64`
    throw transportError('LEGACY_HEADERS_INVALID', { detail }, { cause })
  }
}
