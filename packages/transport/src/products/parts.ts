import type { JsonSchema } from './wire-schema.js'

/** Keyword of a binary value, which is a reference in the JSON of its message. */
const partKeyword = 'x-part'

/** Largest size of a binary value: a number of bytes, null for no limit of its own, undefined for any other schema. */
export function partLimit(schema: JsonSchema): number | null | undefined {
  const part = schema[partKeyword]
  if (typeof part !== 'object' || part === null) return undefined
  const { maxBytes = null } = part as { readonly maxBytes?: number | null }
  return maxBytes
}

/** Returns true if a schema has a binary value anywhere. */
export function hasParts(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false
  if (partLimit(schema as JsonSchema) !== undefined) return true
  return Object.values(schema).some(hasParts)
}
