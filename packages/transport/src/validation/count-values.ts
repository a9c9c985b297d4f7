/** Characters of a text that cost as much as a value. */
const charactersPerValue = 256

/**
 * Returns the number of values within a value, itself included, or infinity for more than `limit`. Looks at no more than
 * that; objects that have too many keys by themselves go to `large`, so that their keys are listed once.
 */
export function countValues(value: unknown, limit: number, large: WeakSet<object>): number {
  const left = rest(value, limit, large)
  return left < 0 ? Number.POSITIVE_INFINITY : limit - left
}

/** Returns what is left of a limit; less than 0 if it is exceeded. */
function rest(value: unknown, limit: number, large: WeakSet<object>): number {
  if (typeof value === 'string') return limit - 1 - Math.floor(value.length / charactersPerValue)
  let left = limit - 1
  if (left < 0 || typeof value !== 'object' || value === null) return left
  if (large.has(value)) return -1
  const parts = Array.isArray(value) ? value : Object.values(value)
  if (parts.length > left) {
    large.add(value)
    return -1
  }
  for (let at = 0; at < parts.length && left >= 0; at += 1) left = rest(parts[at], left, large)
  return left
}
