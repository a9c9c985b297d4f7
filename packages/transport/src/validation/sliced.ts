import { copyWith, type Def, type Parse, type Slice, type Sliced } from './copy-schema.js'
import { countValues, type LargeValues } from './count-values.js'
import { arrayParser, tupleParser } from './slice-lists.js'
import { objectParser, recordParser } from './slice-objects.js'
import { intersectionParser, unionParser } from './slice-options.js'
import {
  type Issue,
  type Payload,
  pauseIfOver,
  type Result,
  type Schema,
  takeSteps,
  trimIssues,
  type WalkContext,
} from './walk.js'
import { type Weight, weigh } from './weigh.js'

/** Values within each other that are looked at on one stack. */
const maxNested = 32

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
    const weight = weigh(schema)
    const { perValue, runsUserCode } = weight
    const { value } = payload
    const count = countLight(weight, value, walk.maxLight, walk.large)
    const isLight = count < Number.POSITIVE_INFINITY
    takeSteps(walk, isLight ? count : 1)
    const act = (): Result => {
      walk.nested += 1
      try {
        const result = look()
        return result instanceof Promise
          ? result.then((late) => trimIssues(late, context))
          : trimIssues(result, context)
      } finally {
        walk.nested -= 1
      }
    }
    const look = (): Result => {
      if (isLight) return schema._zod.run(payload, { async: runsUserCode } as never)
      if (Number.isFinite(perValue) || isScalar(value)) return run(payload, context as never)
      return runOnce(copy, payload, context, run as never)
    }
    const pause = pauseIfOver(walk, isLight ? count * Math.min(perValue, walk.maxLight) : 1)
    walk.wasLight = isLight && !pause
    // A deep value gets a stack of its own every few levels.
    const wait = pause ?? (walk.nested >= maxNested ? Promise.resolve() : undefined)
    return wait ? wait.then(act) : act()
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

/** Number of values within a value that zod may have at once, else infinity. */
function countLight(
  { perValue, perLevel }: Weight,
  value: unknown,
  maxLight: number,
  large: LargeValues,
): number {
  if (Number.isFinite(perValue)) return countValues(value, Math.floor(maxLight / perValue), large)
  if (!Number.isFinite(perLevel)) return Number.POSITIVE_INFINITY
  if (isScalar(value)) return countValues(value, maxLight, large)
  // Of a recursive schema, the branches multiply with each level: only one level is few enough.
  const count = countValues(value, Math.floor(maxLight / perLevel ** 2), large)
  const isFlat = count < Number.POSITIVE_INFINITY && Object.values(value as object).every(isScalar)
  return isFlat ? count : Number.POSITIVE_INFINITY
}

/** Returns the way to have zod check a whole value at once, with the work that it is; null for a value too large. */
export function lightRun(schema: Schema, value: unknown, maxLight: number) {
  const weight = weigh(schema)
  const { perValue, runsUserCode } = weight
  const count = countLight(weight, value, maxLight, new WeakMap())
  if (count === Number.POSITIVE_INFINITY) return null
  const run = (): Result => schema._zod.run({ value, issues: [] }, { async: runsUserCode } as never)
  return { work: count * Math.min(perValue, maxLight), run }
}

/** Options of a recursive union see the same values: without a memory, their number doubles with each level. */
function runOnce(copy: Schema, payload: Payload, context: WalkContext, run: Parse): Result {
  const results = context.walk.seen[Number(context.isOption) + 2 * Number(context.forgivesKeys)]!
  const value = payload.value as object
  const known = results.get(copy)?.get(value)
  const before = payload.issues.length
  if (known) {
    const issues = [...payload.issues, ...known.issues.map(copyIssue)]
    return Object.assign(payload, known, { issues })
  }
  const keep = (result: Payload): Payload => {
    const byValue = results.get(copy) ?? new WeakMap<object, Payload>()
    results.set(copy, byValue)
    const issues = result.issues.slice(result === payload ? before : 0).map(copyIssue)
    byValue.set(value, { ...result, issues })
    return result
  }
  const result = run(payload, context)
  return result instanceof Promise ? result.then(keep) : keep(result)
}

/** The receiver of an issue puts its own key before the path. */
function copyIssue(issue: Issue): Issue {
  return issue.path ? ({ ...issue, path: [...issue.path] } as Issue) : { ...issue }
}

/** A promise that may be left without a reader. */
function handled(result: Result): Result {
  if (result instanceof Promise) result.catch(() => {})
  return result
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}
