import type { z } from 'zod'
import { copyWith, type Def, type Parse, type Slice, type Sliced } from './copy-schema.js'
import {
  addIssues,
  endWith,
  type Payload,
  pauseIfOver,
  type Schema,
  stopsHere,
  takeSteps,
  type WalkContext,
} from './walk.js'

/** Elements whose checks may wait for something at the same time. */
const maxPending = 256

export function arrayParser(schema: Schema, slice: Slice): Sliced {
  const { element: given } = schema._zod.def as unknown as z.core.$ZodArrayDef
  const element = slice(given)
  const copy = copyWith(schema, { element })
  const { parse: parseWhole } = copy._zod
  const parse: Parse = (payload, context) => {
    const input = payload.value
    if (!Array.isArray(input)) return parseWhole(payload, context)
    if (refuseLength(schema, payload, input.length)) return payload
    payload.value = new Array(input.length)
    return eachElement({ element, isLeaf: element === given }, input, 0, payload, context)
  }
  return { copy, parse }
}

export function tupleParser(schema: Schema, slice: Slice): Sliced {
  const { items, rest } = schema._zod.def as unknown as z.core.$ZodTupleDef
  const copy = copyWith(schema, { items: items.map(slice), rest: rest && slice(rest) })
  const { parse: parseWhole } = copy._zod
  const parse: Parse = (payload, context) => {
    const input = payload.value
    if (!Array.isArray(input) || !rest || input.length <= items.length) return parseWhole(payload, context)
    payload.value = input.slice(0, items.length)
    const first = parseWhole(payload, context)
    const element = slice(rest)
    const goOn = (result: Payload) =>
      eachElement({ element, isLeaf: element === rest }, input, items.length, result, context)
    return first instanceof Promise ? first.then(goOn) : goOn(first)
  }
  return { copy, parse }
}

/** A list that is too long is refused before its elements are looked at, as zod does since 4.6. */
function refuseLength({ _zod }: Schema, payload: Payload, length: number): boolean {
  for (const check of _zod.def.checks ?? []) {
    const { check: kind, maximum, length: exact } = check._zod.def as unknown as Def
    if (!/_(length|size)$|_equals$/.test(kind as string)) return false
    const limit = maximum ?? exact
    if (typeof limit !== 'number' || length <= limit) continue
    const before = payload.issues.length
    check._zod.check(payload as never)
    if (payload.issues.length === before) continue
    endWith(payload.issues[before]!)
    return true
  }
  return false
}

async function eachElement(
  { element, isLeaf }: { readonly element: Schema; readonly isLeaf: boolean },
  input: readonly unknown[],
  from: number,
  payload: Payload,
  context: WalkContext,
): Promise<Payload> {
  const { walk } = context
  const output = payload.value as unknown[]
  let pending: Promise<void>[] = []
  const settle = (at: number, { issues, value }: Payload) => {
    if (issues.length > 0) addIssues(payload, issues, at)
    output[at] = value
  }
  const wait = async () => {
    const waited = pending
    pending = []
    await Promise.all(waited)
  }
  for (let at = from; at < input.length; at += 1) {
    if (isLeaf) {
      takeSteps(walk, 1)
      const pause = pauseIfOver(walk, 1)
      if (pause) await pause
    }
    const result = element._zod.run({ value: input[at], issues: [] }, context)
    if (!(result instanceof Promise)) settle(at, result)
    else if (isLeaf || walk.wasLight) {
      const settled = result.then((late) => settle(at, late))
      settled.catch(() => {})
      pending.push(settled)
      if (pending.length >= maxPending) await wait()
    } else settle(at, await result)
    if (payload.issues.length > 0 && stopsHere(payload, context)) break
  }
  await wait()
  return payload
}
