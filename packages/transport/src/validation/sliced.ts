import { copyWith, type Def, type Parse, type Slice, type Sliced } from './copy-schema.js'
import { countValues } from './count-values.js'
import { arrayParser, tupleParser } from './slice-lists.js'
import { objectParser, recordParser } from './slice-objects.js'
import { intersectionParser, unionParser } from './slice-options.js'
import { turns } from './turns.js'
import { type Payload, type Result, type Schema, takeSteps, type WalkContext } from './walk.js'
import { weigh } from './weigh.js'

const leaves = new Set(
  `string number int boolean bigint symbol undefined null void never any unknown date nan enum literal file transform
  custom template_literal function map set`.split(/\s+/),
)
/** Schemas around another one, by the field that holds it. */
const wrappers: Readonly<Record<string, readonly string[]>> = {
  optional: ['innerType'],
  nullable: ['innerType'],
  default: ['innerType'],
  prefault: ['innerType'],
  nonoptional: ['innerType'],
  success: ['innerType'],
  catch: ['innerType'],
  readonly: ['innerType'],
  promise: ['innerType'],
  pipe: ['in', 'out'],
}
const parsers: Readonly<Record<string, (schema: Schema, slice: Slice) => Sliced>> = {
  array: arrayParser,
  tuple: tupleParser,
  object: objectParser,
  record: recordParser,
  union: unionParser,
  intersection: intersectionParser,
}

const copies = new WeakMap<Schema, Schema>()

/**
 * Returns a copy of a schema that gives the same results, but hands small values to the schema itself and works on large
 * ones in turns. It needs a {@link WalkContext}.
 */
export function sliced(schema: Schema): Schema {
  const known = copies.get(schema)
  if (known) return known
  const copy = leaves.has(schema._zod.def.type) ? schema : copyOf(schema)
  copies.set(schema, copy)
  return copy
}

function copyOf(schema: Schema): Schema {
  const { type } = schema._zod.def
  if (parsers[type]) {
    const { copy, parse } = parsers[type](schema, sliced)
    return install(schema, copy, parse)
  }
  if (type === 'lazy') {
    const { innerType } = schema._zod as unknown as { readonly innerType: Schema }
    const changes = { getter: () => sliced(innerType), _cachedInner: undefined }
    return install(schema, copyWith(schema, changes))
  }
  const fields = wrappers[type]
  if (!fields) return install(schema, copyWith(schema, {}), refuse)
  const def = schema._zod.def as Def
  return install(
    schema,
    copyWith(schema, Object.fromEntries(fields.map((field) => [field, sliced(def[field] as Schema)]))),
  )
}

/** A kind of schema that is not known here. */
function refuse(payload: Payload): Payload {
  const message = 'this value is too large for a schema of its kind'
  payload.issues.push({ code: 'custom', path: [], message, input: payload.value } as never)
  return payload
}

function install(schema: Schema, copy: Schema, parse?: Parse): Schema {
  if (parse) {
    copy._zod.parse = parse as never
    if (!copy._zod.def.checks?.length) copy._zod.run = parse as never
  }
  const { run } = copy._zod
  const enter = (payload: Payload, context: WalkContext): Result => {
    const { walk } = context
    const { perValue, runsUserCode } = weigh(schema)
    const { value } = payload
    const limit = Number.isFinite(perValue)
      ? Math.floor(walk.maxLight / perValue)
      : isScalar(value)
        ? walk.maxLight
        : 0
    const count = countValues(value, limit, walk.large)
    const isLight = count <= limit
    takeSteps(walk, isLight ? count : 1)
    const act = (): Result => {
      walk.wasLight = isLight
      return isLight
        ? schema._zod.run(payload, { async: runsUserCode } as never)
        : run(payload, context as never)
    }
    return turns.isOver() ? turns.next(walk.job).then(act) : act()
  }
  copy._zod.run = ((payload: Payload, context: WalkContext): Result => {
    try {
      return handled(enter(payload, context))
    } catch (error) {
      // Zod would leave the promises of other fields behind if this threw.
      return handled(Promise.reject(error))
    }
  }) as never
  return copy
}

/** A promise that nobody may be left to wait for. */
function handled(result: Result): Result {
  if (result instanceof Promise) result.catch(() => {})
  return result
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}
