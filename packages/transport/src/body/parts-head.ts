import { isUtf8 } from 'node:buffer'
import type { Bytes } from '@subnetkit/core'
import { defineMember } from '../validation/json-pieces.js'
import { parseJson } from '../validation/parse-json.js'

/** Fault of a message, as a clause. */
export class PartsError extends Error {}

/** Reads the JSON of a message and puts its binary values in their places. Rejects with {@link PartsError}. */
export async function readHeadJson(head: Buffer, parts: readonly Bytes[]): Promise<unknown> {
  const used = new Set<number>()
  const value = await parse(head)
  const whole = within(() =>
    replaceReferences(value, (index) => {
      if (index >= parts.length) throw new PartsError(`it refers to part ${index} of ${parts.length}`)
      if (used.has(index)) throw new PartsError(`it refers to part ${index} twice`)
      used.add(index)
      return parts[index]
    }),
  )
  if (used.size < parts.length) throw new PartsError(`it refers to ${used.size} of ${parts.length} parts`)
  return whole
}

function within(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    throw error instanceof RangeError ? new PartsError('its JSON is nested too deeply') : error
  }
}

async function parse(head: Buffer): Promise<unknown> {
  if (head.length === 0) return undefined
  if (!isUtf8(head)) throw new PartsError('its JSON is not UTF-8')
  return parseJson(head).catch(() => {
    throw new PartsError('its JSON cannot be read')
  })
}

function replaceReferences(value: unknown, replace: (index: number) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => replaceReferences(item, replace))
  const keys = Object.keys(value)
  if (!Object.hasOwn(value, '$part')) {
    const fields = value as Record<string, unknown>
    for (const key of keys) {
      const field = replaceReferences(fields[key], replace)
      if (field !== fields[key]) defineMember(fields, key, field)
    }
    return fields
  }
  const { $part: index } = value as { readonly $part: unknown }
  if (keys.length !== 1 || !Number.isInteger(index) || Number(index) < 0) {
    throw new PartsError('a reference to a part has another form')
  }
  return replace(Number(index))
}
