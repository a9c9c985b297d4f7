import type { z } from 'zod'
import { $ZodAsyncError, safeEncode, safeParse } from 'zod/v4/core'
import { coreError } from '../../errors.js'
import { wireMarkOf } from './wire-mark.js'
import { children, type Def, isCodec, isOpaque, needsWork, type Schema } from './wire-walk.js'

type Path = readonly PropertyKey[]

/**
 * Converts a value as its sender has it to what the wire carries: marked schemas and codecs encode it. Throws
 * VALUE_NOT_CARRIED, naming the field, where a schema takes anything and JSON would lose or change the value. Values
 * that a schema refuses are left for it to refuse. Members with `undefined` are left out, as JSON leaves them out, so that
 * what is checked is what arrives.
 */
export function toWire(schema: z.ZodType, value: unknown): unknown {
  try {
    return asJson(encode(schema, value, []))
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw notCarried([], 'a value that is nested too deeply or holds itself', cause)
  }
}

function encode(schema: Schema, value: unknown, path: Path): unknown {
  if (!needsWork(schema)) return value
  const marked = wireMarkOf(schema)
  if (marked) return attempt(path, () => marked.encode(value))
  const def = schema._zod.def as Def
  if (isOpaque(def)) return checkCarried(value, path)
  if (value === undefined || value === null) return value
  if (isCodec(def)) return encodeCodec(schema, def, value, path)
  switch (def.type) {
    case 'object':
    case 'record':
      return isObject(value) ? encodeFields(def, value, path) : value
    case 'array':
    case 'tuple':
      return Array.isArray(value) ? encodeItems(def, value, path) : value
    case 'union':
      return encodeOption(def.options!, value, path)
    case 'intersection':
      return encode(def.right!, encode(def.left!, value, path), path)
    case 'date':
      return value instanceof Date ? attempt(path, () => value.toISOString()) : value
    default:
      return encode(children(def)[0]!, value, path)
  }
}

function encodeFields(def: Def, value: Readonly<Record<string, unknown>>, path: Path) {
  return Object.fromEntries(
    Object.keys(value).map((key) => {
      const known = def.shape && Object.hasOwn(def.shape, key) ? def.shape[key] : undefined
      const schema = known ?? def.catchall ?? def.valueType
      return [key, schema ? encode(schema, value[key], [...path, key]) : value[key]]
    }),
  )
}

function encodeItems({ element, items, rest }: Def, values: readonly unknown[], path: Path) {
  return Array.from(values, (value, index) => {
    const schema = element ?? items?.[index] ?? rest
    const place = [...path, index]
    if (value === undefined) throw notCarried(place, 'undefined in an array')
    return schema ? encode(schema, value, place) : value
  })
}

/** The first option that takes the value as it will arrive. */
function encodeOption(options: readonly Schema[], value: unknown, path: Path): unknown {
  let refused: unknown
  for (const option of options) {
    try {
      const wire = encode(option, value, path)
      if (isTaken(option, wire)) return wire
    } catch (error) {
      refused ??= error
    }
  }
  if (refused) throw refused
  return value
}

/** Schemas with asynchronous checks are not run here; their options count as taken. */
function isTaken(schema: Schema, value: unknown): boolean {
  try {
    return safeParse(schema, value).success
  } catch (error) {
    if (error instanceof $ZodAsyncError) return true
    throw error
  }
}

/** A codec that is not marked takes the side of the wire, as its type says, and its decoded side if it is not that. */
function encodeCodec(schema: Schema, def: Def, value: unknown, path: Path): unknown {
  return attempt(path, () => {
    const wire = encode(def.in!, value, path)
    if (isTaken(def.in!, wire)) return wire
    const encoded = safeEncode(schema, value)
    return encoded.success ? encode(def.in!, encoded.data, path) : value
  })
}

/** Returns a value as it comes out of JSON where it holds `undefined`; the same one where it holds none. */
function asJson(value: unknown): unknown {
  if (Array.isArray(value)) return itemsAsJson(value)
  if (!isPlain(value)) return value
  let isSame = true
  const kept: [string, unknown][] = []
  for (const name of Object.keys(value)) {
    const field = value[name]
    const json = asJson(field)
    if (field === undefined || json !== field) isSame = false
    if (field !== undefined) kept.push([name, json])
  }
  return isSame ? value : Object.fromEntries(kept)
}

function itemsAsJson(values: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (let index = 0; index < values.length; index++) {
    const item = values[index]
    const kept = item === undefined ? null : asJson(item)
    if (kept === item) continue
    copy ??= [...values]
    copy[index] = kept
  }
  return copy ?? values
}

/** Returns the value if JSON carries it without loss. */
function checkCarried(value: unknown, path: Path): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (value === undefined && typeof path.at(-1) !== 'number') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) {
    Array.from(value, (item: unknown, index) => checkCarried(item, [...path, index]))
    return value
  }
  if (!isPlain(value)) throw notCarried(path, nameOf(value))
  for (const [key, field] of Object.entries(value)) checkCarried(field, [...path, key])
  return value
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && typeof value.toJSON !== 'function'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

/** A value as an error names it: never with its content. */
function nameOf(value: unknown): string {
  if (value === undefined) return 'undefined in an array'
  if (typeof value === 'number') return String(value)
  if (isObject(value)) {
    const name: unknown = value.constructor?.name
    return typeof name === 'string' && name !== ''
      ? `a value of the class ${name.slice(0, 60)}`
      : 'this object'
  }
  return `a ${typeof value}`
}

function attempt(path: Path, action: () => unknown): unknown {
  try {
    return action()
  } catch (cause) {
    if (coreError.is(cause) || cause instanceof RangeError) throw cause
    throw notCarried(path, 'a value that its codec does not encode', cause)
  }
}

function notCarried(path: Path, what: string, cause?: unknown) {
  return coreError('VALUE_NOT_CARRIED', { place: path.map(String).join('.') || 'value', what }, { cause })
}
