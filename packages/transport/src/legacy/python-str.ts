import type { ExactJson } from './exact-json.js'
import { floatText } from './python-float.js'

/** `str()` of a Python value: a string as it is, everything else by {@link pythonRepr}. */
export function pythonStr(value: ExactJson): string {
  return typeof value === 'string' ? value : pythonRepr(value)
}

/** `repr()` of a Python value. A bigint is an int, a number a float, a map a dict. */
export function pythonRepr(value: ExactJson): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return reprOfString(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return floatText(value)
  if (value instanceof Map) {
    return `{${[...value].map(([key, entry]) => `${reprOfString(key)}: ${pythonRepr(entry)}`).join(', ')}}`
  }
  return `[${(value as readonly ExactJson[]).map(pythonRepr).join(', ')}]`
}

const named = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
])

/** Characters that Python considers unprintable: other, and separators but the blank. */
const unprintable = /^[\p{C}\p{Z}]$/u

/** `repr()` of a Python string. */
export function reprOfString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const characters = Array.from(text, (character) => {
    if (character === quote) return `\\${character}`
    const short = named.get(character)
    if (short !== undefined) return short
    return character !== ' ' && unprintable.test(character) ? escapeOf(character.codePointAt(0)!) : character
  })
  return quote + characters.join('') + quote
}

function escapeOf(code: number): string {
  const digits = code.toString(16)
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`
  return code < 0x1_0000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`
}
