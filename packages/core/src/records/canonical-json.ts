/** Half a surrogate pair; the flag makes whole ones one character. */
const loneSurrogate = /\p{Cs}/u

/**
 * Returns a JSON value as text in the canonical form of RFC 8785: keys in the order of their UTF-16 units, numbers and texts as
 * ECMAScript writes them, nothing between. Throws TypeError for what that form does not have: numbers that are not finite, texts with half
 * a surrogate pair, and values that are not JSON.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (loneSurrogate.test(value)) throw new TypeError('a text has half a surrogate pair')
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is no number of JSON`)
      return JSON.stringify(value)
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? `[${value.map(canonicalJson).join(',')}]` : objectText(value)
    default:
      throw new TypeError(`${typeof value} is no value of JSON`)
  }
}

function objectText(value: object): string {
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    // The default order of strings is that of their UTF-16 units.
    .sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${fields.map(([key, field]) => `${canonicalJson(key)}:${canonicalJson(field)}`).join(',')}}`
}

/** Returns a copy of a JSON value that has a canonical form: half surrogate pairs become U+FFFD. */
export function wellFormed<T>(value: T): T {
  return mapTexts(value, (text) =>
    loneSurrogate.test(text) ? text.replace(/\p{Cs}/gu, '\uFFFD') : text,
  ) as T
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [map(key), mapTexts(field, map)]))
}
