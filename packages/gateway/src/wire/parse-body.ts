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

/**
 * Parses a JSON object, in which an explicit null means absent. Unknown fields are ignored and named, but for those in `silent`.
 * Throws ApiError with the field.
 */
export function parseBody<Schema extends z.ZodObject>(
  body: unknown,
  schema: Schema,
  silent: ReadonlySet<string> = new Set(),
): ParsedBody<z.output<Schema>> {
  const given = withoutNulls(objectOf(body))
  const parsed = schema.safeParse(given)
  if (!parsed.success) throw refused(parsed.error.issues[0]!)
  const ignored = Object.keys(given).filter(
    (name) => !(name in schema.shape || harmless.has(name) || silent.has(name)),
  )
  return { fields: parsed.data, ignored }
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
