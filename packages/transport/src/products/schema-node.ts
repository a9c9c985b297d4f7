import { transportError } from '../errors/transport-error.js'
import { type FlaggedPattern, flaggedPatterns, type JsonSchema } from './wire-schema.js'

/** Values that JSON carries. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Names of JSON's types in JSON Schema; every integer is also a number. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object'

/** Keywords of JSON Schema that no schema of zod leads to; `.meta()` can add them. */
const unsupported = [
  'if',
  'dependentSchemas',
  'dependentRequired',
  'contains',
  'unevaluatedProperties',
  'unevaluatedItems',
  'patternProperties',
  '$dynamicRef',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]

/** A schema that a product is generated from, and its root, which references lead into. */
export interface SchemaRoot {
  /** Noun of the product, for errors. */
  readonly product: string
  readonly root: JsonSchema
}

/** Throws SCHEMA_UNSUPPORTED for an unsupported keyword. */
export function checkKeywords(product: string, node: JsonSchema, place: string): void {
  const keyword = unsupported.find((name) => name in node)
  if (keyword === undefined) return
  throw transportError('SCHEMA_UNSUPPORTED', {
    product,
    place,
    detail: `the keyword ${keyword}`,
    fix: `Remove ${keyword} from the metadata of the schema.`,
  })
}

/** A schema in which a `$ref` is followed. Throws SCHEMA_UNSUPPORTED for an unsupported keyword. */
export function resolveNode({ product, root }: SchemaRoot, schema: unknown, place: string): JsonSchema {
  if (schema === true || schema === undefined) return {}
  if (schema === false) return { not: {} }
  const node = schema as JsonSchema
  checkKeywords(product, node, place)
  if (typeof node.$ref !== 'string') return node
  const { $ref, ...beside } = node
  return { ...resolveNode({ product, root }, at(root, $ref), place), ...beside }
}

function at(root: JsonSchema, pointer: string): unknown {
  const steps = pointer.split('/').slice(1)
  return steps
    .map((step) => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, step) => (node as Readonly<Record<string, unknown>>)[step], root)
}

/** Alternatives of a schema; null if it has none. */
export function alternativesOf({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] | null {
  return (anyOf ?? oneOf ?? null) as readonly JsonSchema[] | null
}

/** Types that a schema names; empty for one that names none. */
export const typesOf = ({ type }: JsonSchema): readonly JsonType[] =>
  type === undefined ? [] : [type as JsonType | JsonType[]].flat()

/** Reads a numeric keyword. */
export const numberOf = (schema: JsonSchema, keyword: string): number | undefined =>
  typeof schema[keyword] === 'number' ? schema[keyword] : undefined

/** Every pattern that a text has to match. */
export function patternsOf(node: JsonSchema): readonly FlaggedPattern[] {
  const { pattern, allOf = [], [flaggedPatterns]: flagged = [] } = node
  const all = [pattern, ...(allOf as readonly JsonSchema[]).map((part) => part.pattern)]
  const plain = all.filter((source) => typeof source === 'string')
  return [...plain.map((source) => ({ pattern: source, flags: '' })), ...(flagged as FlaggedPattern[])]
}
