import { z } from 'zod'
import { copyWith, type Def, type Parse, type Slice, type Sliced } from './copy-schema.js'
import { type Payload, pauseIfOver, type Schema, takeSteps, type Walk } from './walk.js'

/** One option after the other, since zod would continue with all of them once one has to wait. */
export function unionParser(schema: Schema, slice: Slice): Sliced {
  const def = schema._zod.def as unknown as z.core.$ZodUnionDef & Def
  const options = def.options.map(slice)
  const copy = copyWith(schema, { options })
  if (def.discriminator !== undefined || options.length === 1)
    return { copy, parse: copy._zod.parse as Parse }
  const isExclusive = def.inclusive === false
  const judge = replay(schema, options.length, (stubs) => ({ options: stubs }))
  const parse: Parse = async (payload, context) => {
    const results: Payload[] = []
    const optionContext = context.isOption ? context : { ...context, isOption: true }
    for (const option of options) {
      takeSteps(context.walk, 1)
      const result = await option._zod.run({ value: payload.value, issues: [] }, optionContext)
      if (result.issues.length === 0 && !isExclusive) return result
      results.push(result)
    }
    return judge(payload, results)
  }
  return { copy, parse }
}

export function intersectionParser(schema: Schema, slice: Slice): Sliced {
  const def = schema._zod.def as unknown as z.core.$ZodIntersectionDef
  const [left, right] = [slice(def.left), slice(def.right)]
  const copy = copyWith(schema, { left, right })
  const judge = replay(schema, 2, ([first, second]) => ({ left: first, right: second }))
  const parse: Parse = async (payload, context) => {
    const sideContext = context.forgivesKeys ? context : { ...context, forgivesKeys: true }
    const input = payload.value
    const a = await left._zod.run({ value: input, issues: [] }, sideContext)
    const b = await right._zod.run({ value: input, issues: [] }, sideContext)
    const result = judge(payload, [
      { ...a, value: input },
      { ...b, value: input },
    ])
    const merged = await merge(a.value, b.value, context.walk)
    if ('value' in merged) result.value = merged.value
    else if (!z.core.util.aborted(result)) {
      throw new Error(`Unmergable intersection. Error path: ${JSON.stringify(merged.differsAt)}`)
    }
    return result
  }
  return { copy, parse }
}

/** Lets zod judge results that are there already. */
function replay(
  schema: Schema,
  count: number,
  fields: (stubs: readonly unknown[]) => Record<string, unknown>,
) {
  let results: readonly Payload[] = []
  const stubs = Array.from({ length: count }, (_, at) => ({ _zod: { run: () => results[at] } }))
  const judging = copyWith(schema, { ...fields(stubs), checks: undefined })
  return (payload: Payload, given: readonly Payload[]): Payload => {
    results = given
    return judging._zod.parse(payload, { async: true }) as Payload
  }
}

type Merged = { readonly value: unknown } | { readonly differsAt: readonly PropertyKey[] }

/** Merges the results of both sides as zod does, in turns, and in time linear in their size. */
async function merge(a: unknown, b: unknown, walk: Walk): Promise<Merged> {
  if (a === b || (a instanceof Date && b instanceof Date && +a === +b)) return { value: a }
  takeSteps(walk, 1)
  const isList = Array.isArray(a) && Array.isArray(b)
  if (isList ? a.length !== b.length : !z.core.util.isPlainObject(a) || !z.core.util.isPlainObject(b)) {
    return { differsAt: [] }
  }
  const [first, second] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const merged: Record<string, unknown> = (isList ? [] : {}) as Record<string, unknown>
  const own = new Set<string>()
  for (const [at, key] of Object.keys(second).entries()) {
    if (at % 64 === 0) await pauseIfOver(walk, 1)
    own.add(key)
  }
  await pauseIfOver(walk, own.size)
  for (const [at, key] of Object.keys(first).entries()) {
    if (at % 64 === 0) await pauseIfOver(walk, 64)
    if (key === '__proto__') continue
    if (!own.delete(key)) merged[key] = first[key]
    else {
      const inner =
        first[key] === second[key] ? { value: first[key] } : await merge(first[key], second[key], walk)
      if ('differsAt' in inner) return { differsAt: [isList ? Number(key) : key, ...inner.differsAt] }
      merged[key] = inner.value
    }
  }
  let added = 0
  for (const key of own) {
    if (added++ % 64 === 0) await pauseIfOver(walk, 64)
    if (key !== '__proto__') merged[key] = second[key]
  }
  return { value: merged }
}
