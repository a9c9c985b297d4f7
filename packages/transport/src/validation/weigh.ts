import type { z } from 'zod'

type Schema = z.core.$ZodType
type Def = z.core.$ZodTypeDef & Readonly<Record<string, unknown>>

/** Cost of a schema, as far as the schema alone decides it. */
export interface Weight {
  /**
   * Upper bound for the number of schemas that see one value, its fields not counted; infinite for a recursive schema
   * whose branches multiply with the depth of a value.
   */
  readonly perValue: number
  /**
   * The same for a value without parts, also of a recursive schema; infinite for a schema of too many parts, and for one
   * that zod must not run as a whole.
   */
  readonly perLevel: number
  /** True if it may run code of the user, which can be asynchronous. */
  readonly runsUserCode: boolean
}

const maxVisits = 2_000
const branching = new Set(['union', 'intersection', 'pipe'])
const builtIn =
  /^(less_than|greater_than|multiple_of|number_format|bigint_format|(max|min)_(size|length)|(size|length)_equals|string_format|overwrite|mime_type)$/

const weights = new WeakMap<Schema, Weight>()

/** Returns the weight of a schema, which resolves its getters and lazy parts. */
export function weigh(schema: Schema): Weight {
  const known = weights.get(schema)
  if (known) return known
  const path: Schema[] = []
  let visits = 0
  let runsUserCode = false
  let multiplies = false
  let isOrdered = false

  function visit(part: Schema): number {
    visits += 1
    if (visits > maxVisits) return 0
    const from = path.indexOf(part)
    if (from >= 0) {
      multiplies ||= path.slice(from).some(({ _zod }) => branching.has(_zod.def.type))
      return 0
    }
    path.push(part)
    let weight = 1
    const before = runsUserCode
    runsUserCode = isUserCode(part)
    for (const child of partsOf(part)) weight += visit(child)
    isOrdered ||= runsUserCode && isPlainUnion(part)
    runsUserCode ||= before
    path.pop()
    return weight
  }

  const seen = visit(schema)
  const isCut = visits > maxVisits
  const perLevel = isCut || isOrdered ? Number.POSITIVE_INFINITY : seen
  const perValue = multiplies ? Number.POSITIVE_INFINITY : perLevel
  const weight = { perValue, perLevel, runsUserCode: runsUserCode || isCut }
  weights.set(schema, weight)
  return weight
}

/** Schemas directly within a schema. */
export function partsOf(schema: Schema): Schema[] {
  const def = schema._zod.def as Def
  const { innerType } = schema._zod as unknown as { innerType?: Schema }
  const shape = def.type === 'object' ? Object.values(def.shape as object) : []
  const parts = [
    ...[def.element, def.catchall, def.rest, def.keyType, def.valueType, def.left, def.right],
    ...[def.in, def.out, def.innerType, def.type === 'lazy' ? innerType : undefined],
    ...((def.items as unknown[] | undefined) ?? []),
    ...((def.options as unknown[] | undefined) ?? []),
    ...shape,
  ]
  return parts.filter((part): part is Schema => typeof part === 'object' && part !== null && '_zod' in part)
}

/**
 * The first option that fits wins, as in `parse`. Where options run user code, `parseAsync` prefers those that have
 * nothing to wait for, and every transform counts as a wait.
 */
function isPlainUnion({ _zod }: Schema): boolean {
  const { type, options, inclusive } = _zod.def as Def
  return type === 'union' && inclusive !== false && (options as unknown[]).length > 1
}

function isUserCode({ _zod }: Schema): boolean {
  const { type, checks } = _zod.def
  if (type === 'custom' || type === 'transform' || type === 'promise') return true
  if (type === 'pipe' && 'transform' in _zod.def) return true
  return checks?.some((check) => !builtIn.test(check._zod.def.check)) ?? false
}
