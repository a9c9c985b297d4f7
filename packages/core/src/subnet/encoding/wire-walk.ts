import type { z } from 'zod'
import { wireMarkOf } from './wire-mark.js'

export type Schema = z.core.$ZodType
/** The fields of a schema's definition that are looked at here. */
export interface Def {
  readonly type: string
  readonly coerce?: boolean
  readonly shape?: Readonly<Record<string, Schema>>
  readonly catchall?: Schema
  readonly element?: Schema
  readonly items?: readonly Schema[]
  readonly rest?: Schema | null
  readonly valueType?: Schema
  readonly options?: readonly Schema[]
  readonly left?: Schema
  readonly right?: Schema
  readonly in?: Schema
  readonly out?: Schema
  readonly innerType?: Schema
  readonly getter?: () => Schema
  readonly reverseTransform?: unknown
}

/** Schemas that take any value on the side of the wire. */
export function isOpaque({ type, coerce, in: from }: Def): boolean {
  if (type === 'date') return false
  if (type === 'pipe') return from?._zod.def.type === 'transform'
  return coerce === true || ['any', 'unknown', 'custom', 'transform'].includes(type)
}

export const isCodec = ({ type, reverseTransform }: Def) => type === 'pipe' && reverseTransform !== undefined

/** Schemas of what a schema reads from the wire. */
export function children(def: Def): readonly Schema[] {
  const { shape, catchall, element, items, rest, valueType, options, left, right, innerType, getter } = def
  const inner = [catchall, element, rest, valueType, left, right, def.in, innerType, getter?.()]
  return [...Object.values(shape ?? {}), ...(items ?? []), ...(options ?? []), ...inner].filter(
    (one): one is Schema => one !== undefined && one !== null,
  )
}

const working = new WeakMap<Schema, boolean>()
const binary = new WeakMap<Schema, boolean>()

/** True for a schema that holds one whose values are converted or checked. */
export function needsWork(schema: Schema): boolean {
  return holds(schema, working, (one) => {
    const def = one._zod.def as Def
    const isCoercedDate = def.type === 'date' && def.coerce === true
    return wireMarkOf(one) !== undefined || isOpaque(def) || isCodec(def) || hasGaps(def) || isCoercedDate
  })
}

/** Returns true for a schema that holds `bytes()` on the side of the wire. */
export function carriesBytes(schema: z.core.$ZodType): boolean {
  return holds(schema, binary, (one) => wireMarkOf(one)?.kind === 'bytes')
}

/** Returns a schema and all within it, on the side of the wire. */
export function wireParts(schema: Schema): Iterable<Schema> {
  const seen = new Set([schema])
  for (const one of seen) for (const child of children(one._zod.def as Def)) seen.add(child)
  return seen
}

/** True if a test holds for a schema or for one within it, on the side of the wire. */
function holds(schema: Schema, known: WeakMap<Schema, boolean>, test: (one: Schema) => boolean): boolean {
  const before = known.get(schema)
  if (before !== undefined) return before
  const seen = new Set([schema])
  let found = false
  for (const one of seen) {
    found = test(one)
    if (found) break
    for (const child of children(one._zod.def as Def)) seen.add(child)
  }
  known.set(schema, found)
  return found
}

/** Arrays of a fixed length may hold `undefined`, which JSON turns into null. */
function hasGaps({ type }: Def): boolean {
  return type === 'tuple'
}
