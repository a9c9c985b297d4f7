import { ApiError } from './api-error.js'
import { validatorOf } from './schema-dialect.js'
import { schemaFlaw } from './schema-limits.js'

/** Checks the text of an answer: the reason why it will not do, or null. */
export type AnswerCheck = (content: string) => string | null

/**
 * The check that a response format asks for; null for plain text. Throws ApiError for a type or a schema that cannot be checked: an
 * answer that was not checked would pass as one that was. The second parameter names the fields.
 */
export function parseResponseFormat(
  format: { readonly type: string; readonly json_schema?: unknown } | undefined,
  { type, schema: place } = { type: 'response_format.type', schema: 'response_format.json_schema.schema' },
): AnswerCheck | null {
  if (format === undefined || format.type === 'text') return null
  if (format.type === 'json_object')
    return (content) => (isObject(parse(content)) ? null : 'it is no JSON object')
  if (format.type !== 'json_schema') {
    const message = `${type} must be text, json_object or json_schema.`
    throw new ApiError('invalid_value', message, { param: type })
  }
  const { schema } = Object(format.json_schema) as { readonly schema?: unknown }
  const isValid = compileSchema(schema, place)
  return (content) => {
    const value = parse(content)
    if (value === undefined) return 'it is no JSON'
    return isValid(value) ? null : 'it does not match the schema'
  }
}

/** Compiles the JSON schema of a client, which stands at `where` in its request. Throws ApiError for one that cannot be checked. */
export function compileSchema(schema: unknown, where: string): (value: unknown) => boolean {
  const refuse = (detail: string) => new ApiError('invalid_value', `${where} ${detail}.`, { param: where })
  if (!isObject(schema)) throw refuse('must be a JSON schema')
  const flaw = schemaFlaw(schema)
  if (flaw !== null) throw refuse(flaw)
  try {
    return validatorOf(schema)
  } catch {
    throw refuse('is not a valid JSON schema')
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
