import {
  alternativesOf,
  type Json,
  type JsonType,
  resolveNode,
  type SchemaRoot,
  typesOf,
} from '../schema-node.js'
import type { JsonSchema } from '../wire-schema.js'

/** A value with the schema of each of its parts. */
export interface Sampled {
  readonly schema: JsonSchema
  /** Names and indices from the root. */
  readonly path: readonly (string | number)[]
  readonly value: Json
  readonly items: readonly Sampled[]
  readonly fields: readonly (readonly [name: string, part: Sampled])[]
}

/** Assigns its schema to each part of a value; to a part of a union, that of the alternative that looks like it. */
export function attachSchemas(
  root: SchemaRoot,
  schema: unknown,
  value: Json,
  path: Sampled['path'] = [],
): Sampled {
  const node = nodeFor(root, schema, value, path)
  const {
    prefixItems = [],
    items,
    properties = {},
    additionalProperties,
  } = node as {
    prefixItems?: readonly unknown[]
    items?: unknown
    properties?: Readonly<Record<string, unknown>>
    additionalProperties?: unknown
  }
  const below = (part: Json, within: unknown, step: string | number) =>
    attachSchemas(root, within ?? {}, part, [...path, step])
  return {
    schema: node,
    path,
    value,
    items: isList(value) ? value.map((item, index) => below(item, prefixItems[index] ?? items, index)) : [],
    fields: isObject(value)
      ? Object.entries(value).map(([name, part]) => {
          const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
          return [name, below(part, own, name)]
        })
      : [],
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function nodeFor(root: SchemaRoot, schema: unknown, value: Json, path: Sampled['path']): JsonSchema {
  const node = resolveNode(root, schema, path.join('.'))
  const chosen = alternativesOf(node)
    ?.map((alternative) => nodeFor(root, alternative, value, path))
    .find((alternative) => looksLike(alternative, value))
  return chosen ?? node
}

/** Returns true if a value has the type, the constants and the required fields of a schema. */
function looksLike(schema: JsonSchema, value: Json): boolean {
  if ('const' in schema) return schema.const === value
  if (Array.isArray(schema.enum)) return schema.enum.includes(value)
  const types = typesOf(schema)
  if (
    types.length > 0 &&
    !types.includes(typeOf(value)) &&
    !(typeOf(value) === 'integer' && types.includes('number'))
  )
    return false
  if (!isObject(value)) return true
  const { required = [], properties = {} } = schema as {
    required?: readonly string[]
    properties?: Readonly<Record<string, JsonSchema>>
  }
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(properties).every(
      ([name, own]) => !('const' in own) || !Object.hasOwn(value, name) || own.const === value[name],
    )
  )
}

/** JSON Schema's name of the type of a value. */
export function typeOf(value: Json): JsonType {
  if (value === null) return 'null'
  if (isList(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : (typeof value as JsonType)
}

/** The JSON text of a value in which some parts are replaced by other text, JSON or not; null drops an entry. */
export function writeWith(part: Sampled, replaced: ReadonlyMap<Sampled, string | null>): string {
  const given = replaced.get(part)
  if (given) return given
  const kept = (child: Sampled) => replaced.get(child) !== null
  if (isList(part.value))
    return `[${part.items
      .filter(kept)
      .map((item) => writeWith(item, replaced))
      .join(',')}]`
  if (!isObject(part.value)) return JSON.stringify(part.value)
  const entries = part.fields
    .filter(([, child]) => kept(child))
    .map(([name, child]) => `${JSON.stringify(name)}:${writeWith(child, replaced)}`)
  return `{${entries.join(',')}}`
}
