import { isDeepStrictEqual } from 'node:util'
import { toWire } from '@subnetkit/core'
import { z } from 'zod'

/** A JSON schema of draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Keyword for patterns with flags, which JSON Schema has no word for. */
export const flaggedPatterns = 'x-patterns'

/** A pattern with its flags, as {@link flaggedPatterns} lists them. */
export interface FlaggedPattern {
  readonly pattern: string
  readonly flags: string
}

/** Keywords whose values are data, in which nothing is a reference. */
const dataKeywords = new Set(['const', 'enum', 'default', 'examples'])

/** Keywords whose values are schemas by name. */
const mapKeywords = new Set(['properties', 'patternProperties', '$defs'])

/** JSON schema of what a zod schema reads from the wire; its references lead into the document at `pointer`. */
export function wireSchema(schema: z.ZodType, pointer: string): JsonSchema {
  const { $schema: _, ...body } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => complete(zodSchema, jsonSchema),
  })
  return rebase(body, pointer) as JsonSchema
}

/** Adds what zod leaves out: a date that is read from text, defaults of codecs, and the flags of patterns. */
function complete({ _zod }: z.core.$ZodTypes, jsonSchema: Record<string, unknown>): void {
  const def: z.core.$ZodTypeDef & { coerce?: boolean; pattern?: RegExp } = _zod.def
  if (def.type === 'default' && !('default' in jsonSchema))
    stateDefault(def as z.core.$ZodDefaultDef, jsonSchema)
  if (def.type === 'date' && def.coerce) Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
  const checks = (def.checks ?? []).map((check) => (check._zod.def as { pattern?: RegExp }).pattern)
  // The other flags do not change which strings match.
  const flagged = [def.pattern, ...checks].filter(
    (pattern) => pattern && /[ims]/.test(pattern.flags),
  ) as RegExp[]
  if (flagged.length === 0) return
  const { pattern, allOf = [] } = jsonSchema
  const sources = [pattern, ...(allOf as readonly JsonSchema[]).map((part) => part.pattern)]
  const plain = sources.filter(
    (source) => source !== undefined && !flagged.some((one) => one.source === source),
  )
  delete jsonSchema.pattern
  delete jsonSchema.allOf
  if (plain.length > 0) jsonSchema.allOf = plain.map((source) => ({ pattern: source }))
  jsonSchema[flaggedPatterns] = flagged.map(
    ({ source, flags }): FlaggedPattern => ({ pattern: source, flags: flags.replace(/[^ims]/g, '') }),
  )
}

/** States a default as the wire carries it, if it does. */
function stateDefault(
  { innerType, defaultValue }: z.core.$ZodDefaultDef,
  jsonSchema: Record<string, unknown>,
): void {
  try {
    const wire = toWire(innerType as z.ZodType, defaultValue)
    const isJson = isDeepStrictEqual(JSON.parse(JSON.stringify(wire)), wire)
    if (isJson && z.safeParse(innerType, wire).success) jsonSchema.default = wire
  } catch {
    // A value that has no text, or a schema with asynchronous checks.
  }
}

function rebase(node: unknown, pointer: string): unknown {
  if (Array.isArray(node)) return node.map((part) => rebase(part, pointer))
  if (typeof node !== 'object' || node === null) return node
  return mapValues(node, (value, keyword) => {
    if (dataKeywords.has(keyword)) return value
    if (keyword === '$ref' && typeof value === 'string') return value.replace(/^#/, pointer)
    if (mapKeywords.has(keyword)) return mapValues(value as object, (part) => rebase(part, pointer))
    return rebase(value, pointer)
  })
}

const mapValues = (node: object, change: (value: unknown, key: string) => unknown): object =>
  Object.fromEntries(Object.entries(node).map(([key, value]) => [key, change(value, key)]))
