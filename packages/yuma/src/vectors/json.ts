/** JSON as the vector files hold it: fixed-point bits and u64 amounts are decimal strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export function asObject(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(what, 'an object')
  return value as JsonObject
}

export function asList(value: unknown, what: string): readonly Json[] {
  if (!Array.isArray(value)) throw malformed(what, 'a list')
  return value
}

/** The entries of an object by name, or of a list by position. */
export function asEntries(value: unknown, what: string): [string, Json][] {
  return Object.entries(Array.isArray(value) ? value : asObject(value, what))
}

export function asString(value: unknown, what: string): string {
  if (typeof value !== 'string') throw malformed(what, 'a string')
  return value
}

export function asNumber(value: unknown, what: string): number {
  if (typeof value !== 'number') throw malformed(what, 'a number')
  return value
}

export function asBoolean(value: unknown, what: string): boolean {
  if (typeof value !== 'boolean') throw malformed(what, 'a boolean')
  return value
}

export function asBigint(value: unknown, what: string): bigint {
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  throw malformed(what, 'an integer')
}

function malformed(what: string, expected: string): TypeError {
  return new TypeError(`${what} is not ${expected}`)
}

/** Our results in the files' encoding. */
export function toJson(value: unknown): Json {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(toJson)
  return value as Json
}

/** `validatorPermit` to `validator_permit`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
