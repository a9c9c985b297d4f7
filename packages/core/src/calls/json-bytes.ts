import { z } from 'zod'
import { type Bytes, bytesInMemory, forEachBytes, isBytes } from '../subnet/encoding/byte-value.js'
import { mapBytes } from '../subnet/encoding/through-wire.js'

/** A value as plain JSON carries it: binary values are `{ $bytes: base64 }`, numbers without bounds and dates are text. */
export type InJson<T> = T extends Bytes | Uint8Array | ArrayBuffer | Blob
  ? { readonly $bytes: string }
  : T extends bigint | Date
    ? string
    : T extends readonly unknown[] | object
      ? { [Key in keyof T]: InJson<T[Key]> }
      : T

/** Replaces binary values by base64 in plain data that the wire carries. */
export async function bytesToJson(value: unknown): Promise<unknown> {
  const texts = new Map<Bytes, string>()
  const found: Bytes[] = []
  forEachBytes(value, (bytes) => found.push(bytes))
  for (const bytes of found) texts.set(bytes, Buffer.from(await bytes.bytes()).toString('base64'))
  return found.length === 0 ? value : mapBytes(value, (bytes) => ({ $bytes: texts.get(bytes)! }))
}

/** Puts binary values back in their places. What is not base64 stays as it is, to be refused by its schema. */
export function bytesFromJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isBytes(value)) return value
  if (Array.isArray(value)) return value.map(bytesFromJson)
  const keys = Object.keys(value)
  const { $bytes: text } = value as { readonly $bytes?: unknown }
  if (keys.length === 1 && typeof text === 'string' && base64.safeParse(text).success)
    return bytesInMemory([Buffer.from(text, 'base64')])
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, bytesFromJson(field)]))
}

const base64 = z.base64()
