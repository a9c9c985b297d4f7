/** Characters of a text that cost as much as a value. */
const charactersPerValue = 256
/** Levels around a value that cost as much as a value: each of them moves the path of every issue within. */
const levelsPerValue = 8

/** Values that are known to be large, with the names of the members of an object: listing them takes long. */
export type LargeValues = WeakMap<object, readonly string[]>

/**
 * Returns the number of values within a value, itself included, or infinity for more than `limit`. A value deep
 * within counts more. Looks at no more than that; lists and objects with too many parts of their own go to `large`.
 */
export function countValues(value: unknown, limit: number, large: LargeValues): number {
  const left = rest(value, limit, large, 0)
  return left < 0 ? Number.POSITIVE_INFINITY : limit - left
}

/** Returns what is left of a limit; less than 0 if it is exceeded. */
function rest(value: unknown, limit: number, large: LargeValues, level: number): number {
  if (typeof value === 'string') return limit - 1 - Math.floor(value.length / charactersPerValue)
  let left = limit - 1 - Math.floor(level / levelsPerValue)
  if (left < 0 || typeof value !== 'object' || value === null) return left
  if (large.has(value)) return -1
  const names = Array.isArray(value) ? [] : Object.keys(value)
  const parts: readonly unknown[] | null = Array.isArray(value) ? value : null
  const { length } = parts ?? names
  if (length > left) {
    large.set(value, names)
    return -1
  }
  for (let at = 0; at < length && left >= 0; at += 1) {
    left = rest(parts ? parts[at] : value[names[at] as never], left, large, level + 1)
  }
  return left
}

/** Names of the own members of an object. */
export function namesOf(value: object, large: LargeValues): readonly string[] {
  return large.get(value) ?? Object.keys(value)
}
