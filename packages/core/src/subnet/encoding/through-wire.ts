import type { z } from 'zod'
import { toWire } from './to-wire.js'

/** Returns a value as it arrives on the other side of the wire, before the schema has run. Throws VALUE_NOT_CARRIED. */
export function throughWire(schema: z.ZodType, value: unknown): unknown {
  const wire = toWire(schema, value)
  return wire === undefined ? undefined : JSON.parse(JSON.stringify(wire))
}

/** Returns a value as JSON can record it: what JSON cannot carry becomes text. Throws for values nested too deeply. */
export function recordable(value: unknown): unknown {
  const text = JSON.stringify(value, (_, field: unknown) =>
    typeof field === 'bigint' ? String(field) : field,
  )
  return text === undefined ? undefined : JSON.parse(text)
}
