import { randomBytes } from 'node:crypto'
import { transportError } from '../errors/transport-error.js'
import { floatText } from './python-float.js'

/**
 * JSON as Python reads it: integers of any size are bigints, everything with a point or an exponent is a number,
 * objects are maps that keep the order of their keys. `JSON.parse` knows neither 19-digit nonces nor `1.0`.
 */
export type ExactJson =
  | null
  | boolean
  | string
  | bigint
  | number
  | readonly ExactJson[]
  | ReadonlyMap<string, ExactJson>

/** A whole string, with its colon if it is a key; a number; an unterminated string, which takes the rest with it. */
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|".*/gs

/** Throws a SyntaxError for text that is not JSON. */
export function parseExactJson(text: string): ExactJson {
  // Numbers become strings that no sender can forge, so that the platform's parser keeps their digits.
  const mark = randomBytes(16).toString('hex')
  const marked = text.replace(stringOrNumber, (token, colon: string | undefined) => {
    if (!token.startsWith('"')) return `"${mark}${token}"`
    // Keys that look like integers would change their place in an object.
    return colon === undefined ? token : `"k${token.slice(1)}`
  })
  return JSON.parse(marked, (_key, value: unknown) => exactOf(value, mark)) as ExactJson
}

function exactOf(value: unknown, mark: string): ExactJson {
  if (typeof value === 'string') return value.startsWith(mark) ? numberOf(value.slice(mark.length)) : value
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Map) {
    return value as ExactJson
  }
  const entries = Object.entries(value as Record<string, ExactJson>)
  // A bare number in the position of a key was marked like a value.
  if (entries.some(([key]) => !key.startsWith('k'))) throw new SyntaxError('a key of an object is no string')
  return new Map(entries.map(([key, entry]) => [key.slice(1), entry]))
}

/** Digits of an int that Python reads; more would only cost time. */
const maxDigits = 4_300

function numberOf(token: string): bigint | number {
  if (token.length > maxDigits) throw new SyntaxError(`a number has more than ${maxDigits} digits`)
  if (/^-?(0|[1-9]\d*)$/.test(token)) return token === '-0' ? 0n : BigInt(token)
  if (!/^-?(0|[1-9]\d*)[.eE]/.test(token)) throw new SyntaxError('a number has leading zeros')
  return Number(token)
}

/** Compact JSON; a number always shows that it is a float. Throws LEGACY_JSON_UNWRITABLE for one that is not finite. */
export function writeExactJson(value: ExactJson): string {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw transportError('LEGACY_JSON_UNWRITABLE', { detail: `${value} is not a finite number` })
    }
    return floatText(value)
  }
  if (value instanceof Map) {
    const entries = [...value].map(([key, entry]) => `${JSON.stringify(key)}:${writeExactJson(entry)}`)
    return `{${entries.join(',')}}`
  }
  if (Array.isArray(value)) return `[${value.map(writeExactJson).join(',')}]`
  return JSON.stringify(value)
}
