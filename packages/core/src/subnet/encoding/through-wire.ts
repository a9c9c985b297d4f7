import type { z } from 'zod'
import { type Bytes, forEachBytes, isBytes } from './byte-value.js'
import { toWire } from './to-wire.js'
import { carriesBytes } from './wire-walk.js'

/** Returns a value as it arrives on the other side of the wire, before the schema has run. Throws VALUE_NOT_CARRIED. */
export function throughWire(schema: z.ZodType, value: unknown): unknown {
  const wire = toWire(schema, value)
  if (wire === undefined) return undefined
  const parts: Bytes[] = []
  const text = JSON.stringify(
    carriesBytes(schema) ? mapBytes(wire, (part) => ({ $part: parts.push(part) - 1 })) : wire,
  )
  return JSON.parse(text, (_, field: unknown) =>
    parts.length > 0 && isReference(field) ? parts[field.$part] : field,
  )
}

const isReference = (value: unknown): value is { readonly $part: number } =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '$part')

/** Returns a copy of plain data in which each binary value is replaced. */
export function mapBytes(value: unknown, replace: (bytes: Bytes) => unknown): unknown {
  if (isBytes(value)) return replace(value)
  if (Array.isArray(value)) return value.map((item) => mapBytes(item, replace))
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mapBytes(field, replace)]))
}

/**
 * Returns a value as JSON can record it: what JSON cannot carry becomes text, and bytes their size and hash. Throws for
 * values nested too deeply.
 */
export async function recordable(value: unknown): Promise<unknown> {
  const found: Bytes[] = []
  forEachBytes(value, (bytes) => found.push(bytes))
  for (const bytes of found) await bytes.sha256()
  const text = JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'bigint' ? String(field) : field,
  )
  return text === undefined ? undefined : JSON.parse(text)
}
