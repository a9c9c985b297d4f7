import { z } from 'zod'
import { copyWith, type Def, type Parse, type Slice, type Sliced } from './copy-schema.js'
import { namesOf } from './count-values.js'
import {
  addIssues,
  type Payload,
  pauseIfOver,
  type Schema,
  stopsHere,
  takeSteps,
  type Walk,
  type WalkContext,
} from './walk.js'

/** Fields that zod sees at a time, where their number is up to the sender. */
const keysAtOnce = 64

export function objectParser(schema: Schema, slice: Slice): Sliced {
  const def = schema._zod.def as unknown as z.core.$ZodObjectDef
  const shape = {}
  for (const key of Reflect.ownKeys(def.shape)) {
    // Not before it is needed: the field of a recursive schema leads back here.
    const get = () => slice(def.shape[key as string]!)
    Object.defineProperty(shape, key, { get, enumerable: true, configurable: true })
  }
  const copy = copyWith(schema, { shape, catchall: undefined })
  const parseShape = inOrderOf(copy._zod.parse as Parse, Object.keys(def.shape))
  if (!def.catchall) return { copy, parse: parseShape }

  const others = copyWith(schema, { shape: {}, catchall: slice(def.catchall), checks: undefined })
  const names = new Set<string>(Object.keys(def.shape))
  const parse: Parse = async (payload, context) => {
    const input = payload.value
    const result = await parseShape(payload, context)
    if (!isObject(input) || stopsHere(result, context)) return result
    const rest = await without(names, keysOf(input, context.walk), context.walk)
    return eachChunk(others, rest, input, result, context)
  }
  return { copy, parse }
}

export function recordParser(schema: Schema, slice: Slice): Sliced {
  const def = schema._zod.def as unknown as z.core.$ZodRecordDef & Def
  const copy = copyWith(schema, { valueType: slice(def.valueType as Schema) })
  const part = copyWith(schema, { valueType: slice(def.valueType as Schema), checks: undefined })
  const { parse: parseWhole } = copy._zod
  const atOnce = keepsText(def.keyType as Schema) ? keysAtOnce : 1
  const parse: Parse = async (payload, context) => {
    const input = payload.value
    if (!z.core.util.isPlainObject(input)) return parseWhole(payload, context)
    const record = input as Record<PropertyKey, unknown>
    const isListed = (key: symbol) => Object.prototype.propertyIsEnumerable.call(record, key)
    const symbols = Object.getOwnPropertySymbols(record).filter(isListed)
    const given = namesOf(record, context.walk.large)
    const keys = symbols.length === 0 ? given : [...given, ...symbols]
    const values = def.partial ? undefined : (def.keyType as Schema)._zod.values
    if (!values) {
      payload.value = {}
      return eachChunk(part, keys, record, payload, context, atOnce)
    }
    // Every key is named by the schema: these go together, so that zod misses those that are absent.
    const names = new Set([...values].map((value) => (typeof value === 'symbol' ? value : String(value))))
    const named = [...names].filter((key) => Object.prototype.propertyIsEnumerable.call(record, key))
    payload.value = pick(record, named)
    const result = await inOrderOf(parseWhole as Parse, [...names])(payload, context)
    const rest = await without(names, given, context.walk)
    if (rest.length === 0 || stopsHere(result, context)) return result
    return addUnnamed(schema, rest, record, result, context)
  }
  return { copy, parse }
}

/** Has a parser put the members of its result in an order: those that had to wait come last otherwise. */
function inOrderOf(parse: Parse, keys: readonly PropertyKey[]): Parse {
  return (payload, context) => {
    const result = parse(payload, context)
    return result instanceof Promise ? result.then((late) => sorted(late, keys)) : result
  }
}

function sorted(payload: Payload, keys: readonly PropertyKey[]): Payload {
  const { value } = payload
  if (!z.core.util.isPlainObject(value)) return payload
  const members = value as Record<PropertyKey, unknown>
  const names = keys.filter((key) => key !== '__proto__' && Object.hasOwn(members, key))
  payload.value = { ...pick(members, names), ...members }
  return payload
}

/** Returns true for keys that stay as they are. */
function keepsText({ _zod }: Schema): boolean {
  const { type, checks = [], coerce } = _zod.def as Def
  const changes = checks.some((check) => check._zod.def.check === 'overwrite')
  return (
    /^(string|number|symbol|any|enum|literal|template_literal)$/.test(type) && !changes && coerce !== true
  )
}

/** Names of the members of an object, as `for in` lists them. */
function keysOf(input: object, { large }: Walk): readonly string[] {
  if (z.core.util.isPlainObject(input)) return namesOf(input, large)
  const names: string[] = []
  for (const name in input) names.push(name)
  return names
}

async function without(
  names: ReadonlySet<PropertyKey>,
  keys: readonly string[],
  walk: Walk,
): Promise<string[]> {
  const rest: string[] = []
  for (let at = 0; at < keys.length; at += 1) {
    if (at % keysAtOnce === 0) await pauseIfOver(walk, 1)
    if (!names.has(keys[at]!)) rest.push(keys[at]!)
  }
  return rest
}

/** The keys that a record with named keys does not name, as zod treats them: recognized by the first of them. */
async function addUnnamed(
  schema: Schema,
  rest: readonly PropertyKey[],
  input: Readonly<Record<PropertyKey, unknown>>,
  payload: Payload,
  context: WalkContext,
): Promise<Payload> {
  const probe = await schema._zod.parse({ value: pick(input, rest.slice(0, 1)), issues: [] }, { async: true })
  const refused = probe.issues.find(({ code, path }) => code === 'unrecognized_keys' && !path?.length)
  if (refused) {
    addIssues(payload, [{ ...refused, keys: rest as string[], input } as never], undefined)
    return payload
  }
  const output = payload.value as Record<PropertyKey, unknown>
  for (const [at, key] of rest.entries()) {
    if (at % keysAtOnce === 0) await pauseIfOver(context.walk, keysAtOnce)
    if (key !== '__proto__') output[key] = input[key]
  }
  return payload
}

async function eachChunk(
  schema: Schema,
  keys: readonly PropertyKey[],
  input: Readonly<Record<PropertyKey, unknown>>,
  payload: Payload,
  context: WalkContext,
  atOnce = keysAtOnce,
): Promise<Payload> {
  const output = payload.value as Record<PropertyKey, unknown>
  const unrecognized: string[] = []
  for (let at = 0; at < keys.length; at += atOnce) {
    takeSteps(context.walk, atOnce)
    await pauseIfOver(context.walk, atOnce)
    const chunk = keys.slice(at, at + atOnce)
    const value = pick(input, chunk)
    const result = await inOrderOf(schema._zod.parse as Parse, chunk)({ value, issues: [] }, context)
    for (const key of Reflect.ownKeys(result.value as object)) {
      output[key] = (result.value as Record<PropertyKey, unknown>)[key]
    }
    for (const issue of result.issues) {
      if (issue.code !== 'unrecognized_keys' || issue.path?.length) addIssues(payload, [issue], undefined)
      else {
        // An intersection compares all keys of one issue.
        if (unrecognized.length === 0) payload.issues.push({ ...issue, keys: unrecognized } as never)
        unrecognized.push(...(issue.keys as string[]))
      }
    }
    if (stopsHere(payload, context)) break
  }
  return payload
}

function pick(
  input: Readonly<Record<PropertyKey, unknown>>,
  keys: readonly PropertyKey[],
): Record<PropertyKey, unknown> {
  const picked: Record<PropertyKey, unknown> = {}
  for (const key of keys) {
    if (key !== '__proto__') picked[key] = input[key]
    else
      Object.defineProperty(picked, key, {
        value: input[key],
        enumerable: true,
        configurable: true,
        writable: true,
      })
  }
  return picked
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
