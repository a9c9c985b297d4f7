import { createHash } from 'node:crypto'
import type { ExactJson } from './exact-json.js'
import { pythonStr } from './python-str.js'

const sha3 = (text: string) => createHash('sha3-256').update(text, 'utf8').digest('hex')

/** Hash of one field: sha3-256 of its `str()`, lower-case hex. The value must be in the form of its declared type. */
export function fieldHash(value: ExactJson): string {
  return sha3(pythonStr(value))
}

/** Hash of a body that has these values in its hashed fields, in their order; of none it is that of an empty text. */
export function bodyHash(values: readonly ExactJson[]): string {
  return sha3(values.map(fieldHash).join(''))
}

/** Returns what {@link bodyHash} returns, of the texts of the values. */
export function hashOfTexts(texts: readonly string[]): string {
  return sha3(texts.map(sha3).join(''))
}
