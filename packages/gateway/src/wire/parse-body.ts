import type { z } from 'zod'
import { ApiError } from './api-error.js'

/** Fields that are accepted by any endpoint without an effect on answers, and need no mention. */
const harmless: ReadonlySet<string> = new Set([
  ...['user', 'metadata', 'store', 'service_tier', 'safety_identifier', 'prompt_cache_key'],
])

/** Fields of a body, and the names of those that have no effect. */
export interface ParsedBody<Fields> {
  readonly fields: Fields
  readonly ignored: readonly string[]
}

const none: ReadonlySet<string> = new Set()

/**
 * Parses a JSON object, in which an explicit null means absent. Unknown fields are ignored and named, but for those in `silent`; those in
 * `free` may have any number of values. Throws ApiError with the field.
 */
export function parseBody<Schema extends z.ZodObject>(
  body: unknown,
  schema: Schema,
  silent = none,
  free = none,
): ParsedBody<z.output<Schema>> {
  const given = withoutNulls(objectOf(body))
  refuseMany(given, free)
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw refused(parsed.error.issues[0]!)
  const ignored = Object.keys(given).filter(
    (name) => !(name in schema.shape || harmless.has(name) || silent.has(name)),
  )
  return { fields: parsed.data, ignored }
}

/** Fields, items of lists and members of objects in a body, at most: a schema that refuses each of a million takes seconds. */
const mostValues = 20_000
/** Levels at which they count; schemas of clients begin below, and have limits of their own. */
const levels = 4

function refuseMany(given: Readonly<Record<string, unknown>>, free: ReadonlySet<string>): void {
  const fields = Object.entries(given)
  let left = mostValues - fields.length
  const count = (value: unknown, level: number): void => {
    if (typeof value !== 'object' || value === null || left < 0) return
    const inner: unknown[] = Array.isArray(value) ? value : Object.values(value)
    left -= inner.length
    if (level < levels && left >= 0) for (const one of inner) count(one, level + 1)
  }
  for (const [name, value] of fields) {
    if (!free.has(name)) count(value, 2)
    if (left >= 0) continue
    const message = `The body has more than ${mostValues} values. The first one too many is in ${name.slice(0, 64)}.`
    throw new ApiError('invalid_value', message, { param: name.slice(0, 64) })
  }
}

/** Throws ApiError for a body that is no object. */
export function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body }
  throw new ApiError('invalid_value', 'The body must be a JSON object.')
}

export const withoutNulls = (object: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(object).filter(([, one]) => one !== null))

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function refused({ path, message }: Issue): ApiError {
  const param = path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  )
  return new ApiError('invalid_value', `${param} ${message}.`, { param })
}

/** Throws ApiError for the first of these fields that is asked for: it would change the answer. */
export function refuseFields(unsupported: Readonly<Record<string, boolean>>): void {
  const name = Object.keys(unsupported).find((field) => unsupported[field])
  if (name === undefined) return
  const message = `This model does not support ${name}. Leave it out.`
  throw new ApiError('unsupported_parameter', message, { param: name })
}

/** Throws ApiError for more answers than one request may have. */
export function refuseAbove(param: string, value: number, most: number): void {
  if (value <= most) return
  throw new ApiError('unsupported_parameter', `${param} is at most ${most}.`, { param })
}
