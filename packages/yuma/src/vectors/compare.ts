import { asObject, type Json } from './json.js'

/** The first place where `actual` is not exactly `expected`, as a sentence; null when they agree. */
export function difference(expected: Json, actual: Json | undefined, path: string): string | null {
  return compare(expected, actual, path, (a, b) => a === b)
}

/** Like {@link difference}, for bits or numbers that may be apart by `tolerance`. */
export function differenceWithin(
  expected: Json,
  actual: Json | undefined,
  path: string,
  tolerance: number,
): string | null {
  return compare(expected, actual, path, (a, b) => {
    if (a === b) return true
    if (typeof a === 'boolean' || typeof b === 'boolean' || a === null || b === null) return false
    if (typeof a === 'string' && typeof b === 'string') {
      const distance = BigInt(a) - BigInt(b)
      return Number(distance < 0n ? -distance : distance) <= tolerance
    }
    return Math.abs(Number(a) - Number(b)) <= tolerance
  })
}

type Scalar = null | boolean | number | string
type Equal = (expected: Scalar, actual: Scalar) => boolean

function compare(expected: Json, actual: Json | undefined, path: string, equal: Equal): string | null {
  if (actual === undefined) return `${path}: not known here`
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return mismatch(path, expected, actual)
    if (expected.length !== actual.length) {
      return `${path}: expected ${expected.length} entries, got ${actual.length}`
    }
    return firstOf(expected.entries(), ([i, value]) => compare(value, actual[i], `${path}[${i}]`, equal))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return mismatch(path, expected, actual)
    const fields = asObject(actual, path)
    return firstOf(Object.entries(expected), ([key, value]) =>
      compare(value, fields[key], path === '' ? key : `${path}.${key}`, equal),
    )
  }
  if (typeof actual === 'object' && actual !== null) return mismatch(path, expected, actual)
  return equal(expected as Scalar, actual as Scalar) ? null : mismatch(path, expected, actual)
}

function mismatch(path: string, expected: Json, actual: Json): string {
  return `${path}: expected ${brief(expected)}, got ${brief(actual)}`
}

function brief(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** The first problem that `check` finds. */
export function firstOf<T>(items: Iterable<T>, check: (item: T) => string | null): string | null {
  for (const item of items) {
    const problem = check(item)
    if (problem !== null) return problem
  }
  return null
}
