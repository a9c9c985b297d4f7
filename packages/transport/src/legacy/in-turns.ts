import { defineMember, type JsonPieces } from '../validation/json-pieces.js'
import { parseJsonIn } from '../validation/parse-json.js'
import { type Job, turns } from '../validation/turns.js'
import { type ExactJson, parseExactJson } from './exact-json.js'
import { pythonRepr, pythonStr, reprOfString } from './python-str.js'
import { asDeclared, memberType, type PythonType, toPlain } from './python-type.js'

/** Size of the text that is read in one go, in bytes; it takes longer than `JSON.parse`. */
const bytesAtOnce = 4_096
/** Values that are converted in one go. */
const maxAtOnce = 256

const exactPieces: JsonPieces<ExactJson> = {
  parse: parseExactJson,
  list: () => [],
  object: () => new Map(),
  add(value, parts) {
    if (parts instanceof Map) {
      for (const [name, part] of parts) (value as Map<string, ExactJson>).set(name, part)
      return parts.size
    }
    const list = parts as readonly ExactJson[]
    for (const part of list) (value as ExactJson[]).push(part)
    return list.length
  },
  push: (list, element) => (list as ExactJson[]).push(element),
  put(object, named, member) {
    const [name] = (named as ReadonlyMap<string, ExactJson>).keys()
    ;(object as Map<string, ExactJson>).set(name!, member)
  },
}

/** Reads JSON as {@link parseExactJson} does, a large text in turns. Throws a SyntaxError. */
export function readExactJson(bytes: Buffer): Promise<ExactJson> {
  return parseJsonIn(turns, bytes, exactPieces, bytesAtOnce)
}

/** A dict in the making: an object of many members takes long to make at once. */
interface Dict<T> {
  put(key: string, part: T): void
  end(): T
}

/** Conversion of a value: as a whole, or from its parts, once these are converted. */
interface Conversion<T> {
  whole(value: ExactJson, type: PythonType): T
  list(parts: T[]): T
  dict(): Dict<T>
}

const declared: Conversion<ExactJson> = {
  whole: asDeclared,
  list: (parts) => parts,
  dict() {
    const made = new Map<string, ExactJson>()
    return { put: (key, part) => made.set(key, part), end: () => made }
  },
}
const plain: Conversion<unknown> = {
  whole: toPlain,
  list: (parts) => parts,
  dict() {
    const made = {}
    return { put: (key, part) => defineMember(made, key, part), end: () => made }
  },
}
const text: Conversion<string> = {
  whole: pythonRepr,
  list: (parts) => `[${parts.join(', ')}]`,
  dict() {
    const made: string[] = []
    return {
      put: (key, part) => made.push(`${reprOfString(key)}: ${part}`),
      end: () => `{${made.join(', ')}}`,
    }
  },
}

/** Returns what {@link asDeclared} returns, of a large value in turns. */
export const asDeclaredInTurns = (value: ExactJson, type: PythonType) => convert(value, type, declared)
/** Returns what {@link toPlain} returns, of a large value in turns. */
export const toPlainInTurns = (value: ExactJson, type: PythonType) => convert(value, type, plain)
/** Returns what {@link pythonStr} returns, of a large value in turns. */
export async function pythonStrInTurns(value: ExactJson): Promise<string> {
  return typeof value === 'string' ? pythonStr(value) : await convert(value, 'any', text)
}

async function convert<T>(
  value: ExactJson,
  type: PythonType,
  conversion: Conversion<T>,
  job: Job = { turns: 0 },
): Promise<T> {
  if (restOf(value, maxAtOnce) >= 0) return conversion.whole(value, type)
  if (value instanceof Map) {
    const made = conversion.dict()
    for (const [key, part] of value) {
      if (turns.isOver()) await turns.next(job)
      made.put(key, await convert(part, memberType(type, key), conversion, job))
    }
    return made.end()
  }
  const inner = typeof type === 'object' && 'list' in type ? type.list : 'any'
  const parts: T[] = []
  for (const part of value as readonly ExactJson[]) {
    if (turns.isOver()) await turns.next(job)
    parts.push(await convert(part, inner, conversion, job))
  }
  return conversion.list(parts)
}

/** Returns what a number of values leaves of a limit; less than 0 if there are more. */
function restOf(value: ExactJson, limit: number): number {
  let left = limit - 1
  if (typeof value !== 'object' || value === null || left < 0) return left
  const parts = value instanceof Map ? value.values() : (value as readonly ExactJson[])
  for (const part of parts) {
    if (left < 0) break
    left = restOf(part, left)
  }
  return left
}
