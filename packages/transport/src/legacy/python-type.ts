import { configError, reasonOf } from '@subnetkit/base'
import { z } from 'zod'
import { transportError } from '../errors/transport-error.js'
import type { ExactJson } from './exact-json.js'

/**
 * Declared type of a field in Python. It decides how a value is written: 1 is `1` as an int and `1.0` as a float.
 * `any` takes values as they come; null stays None under every type.
 */
export type PythonType =
  | 'str'
  | 'int'
  /** An int that JavaScript holds as a bigint. */
  | 'bigint'
  | 'float'
  | 'bool'
  | 'any'
  | { readonly list: PythonType }
  | { readonly dict: PythonType }
  | { readonly fields: ReadonlyMap<string, PythonType> }

/** A field of a synapse: declared type, and whether it must be given. */
export interface PythonField {
  readonly type: PythonType
  readonly required: boolean
}

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly format?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema | boolean
  readonly anyOf?: readonly JsonSchema[]
}

/**
 * The fields of a zod object as Python declares them, in order: `z.int()` and `z.bigint()` are int, `z.number()` is
 * float, `z.array` list, `z.record` and `z.object` dict, `.nullable()` Optional; anything else is taken as it comes.
 * Required is what has neither a default nor `.optional()`. Throws CONFIG_INVALID for what has no JSON form.
 */
export function pythonFields(fields: z.ZodObject): ReadonlyMap<string, PythonField> {
  let schema: JsonSchema
  try {
    schema = z.toJSONSchema(fields, {
      io: 'input',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        if (zodSchema._zod.def.type === 'bigint')
          Object.assign(jsonSchema, { type: 'integer', format: 'bigint' })
      },
    }) as JsonSchema
  } catch (cause) {
    const place = 'legacySynapse fields'
    const fix = 'Use only field schemas that have a JSON form.'
    throw configError('CONFIG_INVALID', { place, detail: reasonOf(cause), fix }, { cause })
  }
  const required = new Set(schema.required)
  const entries = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => [name, { type: typeOf(field), required: required.has(name) }] as const,
  )
  return new Map(entries)
}

function typeOf(schema: JsonSchema): PythonType {
  if (schema.anyOf) {
    const others = schema.anyOf.filter((other) => other.type !== 'null')
    return others.length === 1 ? typeOf(others[0]!) : 'any'
  }
  const { items, properties, additionalProperties: rest } = schema
  const [type, ...others] = [schema.type ?? []].flat().filter((name) => name !== 'null')
  // A literal number is an int or a float depending on how it is written.
  if (others.length > 0 || (type === 'number' && schema.const !== undefined)) return 'any'
  if (type === 'string') return 'str'
  if (type === 'integer') return schema.format === 'bigint' ? 'bigint' : 'int'
  if (type === 'number') return 'float'
  if (type === 'boolean') return 'bool'
  if (type === 'array') return { list: items ? typeOf(items) : 'any' }
  if (type !== 'object') return 'any'
  if (properties) {
    return { fields: new Map(Object.entries(properties).map(([name, field]) => [name, typeOf(field)])) }
  }
  return { dict: typeof rest === 'object' ? typeOf(rest) : 'any' }
}

/** The value as its declared type holds it: an int in a float field becomes a float, a whole float in an int field an int. */
export function asDeclared(value: ExactJson, type: PythonType): ExactJson {
  if (typeof value === 'bigint') return type === 'float' ? Number(value) : value
  if (typeof value === 'number') {
    return (type === 'int' || type === 'bigint') && Number.isInteger(value) ? BigInt(value) : value
  }
  if (typeof value !== 'object' || value === null || typeof type === 'string') return value
  if (value instanceof Map) {
    return new Map([...value].map(([key, entry]) => [key, asDeclared(entry, memberType(type, key))]))
  }
  return 'list' in type ? (value as readonly ExactJson[]).map((entry) => asDeclared(entry, type.list)) : value
}

/**
 * A plain JavaScript value in the form of its declared type. Under `any` a whole number is an int, as JSON writes it.
 * Throws LEGACY_JSON_UNWRITABLE for values that JSON does not have.
 */
export function toExact(value: unknown, type: PythonType): ExactJson {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') {
    return asDeclared(value, type)
  }
  if (typeof value === 'number') {
    return type !== 'float' && Number.isInteger(value) ? BigInt(value) : value
  }
  if (Array.isArray(value)) {
    const inner = typeof type === 'object' && 'list' in type ? type.list : 'any'
    return value.map((entry) => toExact(entry, inner))
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
    return asDeclared(
      new Map(entries.map(([key, entry]) => [key, toExact(entry, memberType(type, key))])),
      type,
    )
  }
  throw transportError('LEGACY_JSON_UNWRITABLE', { detail: `a ${typeof value} has no JSON form` })
}

/** Type of a member of a dict. */
export function memberType(type: PythonType, key: string): PythonType {
  if (typeof type === 'string') return 'any'
  if ('fields' in type) return type.fields.get(key) ?? 'any'
  return 'dict' in type ? type.dict : 'any'
}

/** The value in JavaScript: ints are numbers up to 2^53, dicts plain objects. */
export function toPlain(value: ExactJson, type: PythonType): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return type === 'bigint' || !Number.isSafeInteger(number) ? value : number
  }
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, entry]) => [key, toPlain(entry, memberType(type, key))]))
  }
  if (!Array.isArray(value)) return value
  const inner = typeof type === 'object' && 'list' in type ? type.list : 'any'
  return value.map((entry: ExactJson) => toPlain(entry, inner))
}

/** Returns true if a value is of a type; null is of every type. An int passes for a float. */
export function isOfType(value: ExactJson, type: PythonType): boolean {
  if (value === null || type === 'any') return true
  if (type === 'str') return typeof value === 'string'
  if (type === 'bool') return typeof value === 'boolean'
  if (type === 'float') return typeof value === 'number' || typeof value === 'bigint'
  if (type === 'int' || type === 'bigint') return typeof value === 'bigint'
  if ('list' in type) return Array.isArray(value) && value.every((entry) => isOfType(entry, type.list))
  return value instanceof Map && [...value].every(([key, entry]) => isOfType(entry, memberType(type, key)))
}
