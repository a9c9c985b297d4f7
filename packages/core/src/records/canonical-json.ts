/** Half a surrogate pair; the flag makes whole ones one character. */
const loneSurrogate = /\p{Cs}/u

/** ASCII without quotes, backslashes and controls, as most texts are: it stays as it is between quotes. */
const simple = /^[ !#-[\]-~]*$/

/**
 * Returns a JSON value as text in the canonical form of RFC 8785: keys in the order of their UTF-16 units, numbers and texts as
 * ECMAScript writes them, nothing between. Throws TypeError for what that form does not have: numbers that are not finite, texts with half
 * a surrogate pair, and values that are not JSON.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (simple.test(value)) return `"${value}"`
      if (loneSurrogate.test(value)) throw new TypeError('a text has half a surrogate pair')
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is no number of JSON`)
      return String(value)
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
  let text = ''
  // The default order of strings is that of their UTF-16 units.
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key]
    if (field !== undefined) text += `${text === '' ? '' : ','}${canonicalJson(key)}:${canonicalJson(field)}`
  }
  return `{${text}}`
}

/** Returns a JSON value in which half surrogate pairs are U+FFFD, so that it has a canonical form: itself if it has none of them. */
export function wellFormed<T>(value: T): T {
  if (isWellFormed(value)) return value
  return mapTexts(value, (text) =>
    loneSurrogate.test(text) ? text.replace(/\p{Cs}/gu, '\uFFFD') : text,
  ) as T
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return simple.test(value) || !loneSurrogate.test(value)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isWellFormed)
  return Object.entries(value).every(([key, field]) => isWellFormed(key) && isWellFormed(field))
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [map(key), mapTexts(field, map)]))
}
