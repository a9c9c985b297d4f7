import { z } from 'zod'

/** A JSON schema of draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Keywords whose values are data, in which nothing is a reference. */
const dataKeywords = new Set(['const', 'enum', 'default', 'examples'])

/** Keywords whose values are schemas by name. */
const mapKeywords = new Set(['properties', 'patternProperties', '$defs'])

/** JSON schema of what a zod schema reads from the wire; its references lead into the document at `pointer`. */
export function wireSchema(schema: z.ZodType, pointer: string): JsonSchema {
  const { $schema: _, ...body } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rebase(body, pointer) as JsonSchema
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
