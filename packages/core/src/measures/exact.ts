import { optionError } from '@subnetkit/base'

/**
 * Compares an answer with the truth as a whole: 1 if they are equal, else 0. Objects, arrays, maps and sets are
 * compared by what they hold, dates by their time, byte arrays by their bytes; key order does not count, item order
 * does (of sets and maps it does not). `1` and `1n` differ, `0` and `-0` do not, and a member that is undefined
 * counts as absent. Text is compared code unit by code unit: put it into NFC first ({@link normalizeText}) where its
 * form does not matter. NaN equals nothing.
 *
 * Throws CONFIG_INVALID for a truth that holds anything else, such as `Bytes`: compare their `sha256()`. Members of
 * sets and keys of maps are primitive values.
 * @example
 * criterion('right', 1, ({ output, truth }) => exact(output, truth))
 */
export function exact(answer: unknown, truth: unknown): number {
  return isEqual(answer, truth, 0) ? 1 : 0
}

/** Depth beyond which a truth is taken to hold itself. */
const deepest = 500

function isEqual(answer: unknown, truth: unknown, depth: number): boolean {
  if (depth > deepest) throw notComparable(truth)
  if (typeof truth === 'function' || typeof truth === 'symbol') throw notComparable(truth)
  if (typeof truth !== 'object' || truth === null) return answer === truth
  const kind = kindOf(truth)
  if (kind === null) throw notComparable(truth)
  if (typeof answer !== 'object' || answer === null || kindOf(answer) !== kind) return false
  return equal[kind](answer as never, truth as never, depth + 1)
}

const equal = {
  Date: (answer: Date, truth: Date) => answer.getTime() === truth.getTime(),
  bytes(answer: Uint8Array, truth: Uint8Array) {
    return answer.length === truth.length && truth.every((byte, at) => byte === answer[at])
  },
  Array(answer: readonly unknown[], truth: readonly unknown[], depth: number) {
    return answer.length === truth.length && truth.every((item, at) => isEqual(answer[at], item, depth))
  },
  Set: (answer: ReadonlySet<unknown>, truth: ReadonlySet<unknown>) =>
    answer.size === truth.size && [...truth].every((item) => answer.has(primitive(item))),
  Map: (answer: ReadonlyMap<unknown, unknown>, truth: ReadonlyMap<unknown, unknown>, depth: number) =>
    answer.size === truth.size &&
    [...truth].every(([key, item]) => answer.has(primitive(key)) && isEqual(answer.get(key), item, depth)),
  object(answer: Members, truth: Members, depth: number) {
    const names = namesOf(truth)
    if (namesOf(answer).length !== names.length) return false
    return names.every((name) => Object.hasOwn(answer, name) && isEqual(answer[name], truth[name], depth))
  },
}

type Members = Readonly<Record<string, unknown>>

const namesOf = (value: Members) => Object.keys(value).filter((name) => value[name] !== undefined)

function kindOf(value: object): keyof typeof equal | null {
  if (Array.isArray(value)) return 'Array'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Date) return 'Date'
  if (value instanceof Set) return 'Set'
  if (value instanceof Map) return 'Map'
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? 'object' : null
}

function primitive(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) throw notComparable(value)
  // A set finds NaN in itself; nothing else does.
  return Number.isNaN(value) ? {} : value
}

const notComparable = (truth: unknown) =>
  optionError(
    'exact truth',
    truth,
    'made of primitive values, plain objects, arrays, dates, byte arrays, sets and maps',
  )
