import { z } from 'zod'
import type { Payload, Result, Schema, WalkContext } from './walk.js'

/** Definition of a schema, with the fields of every kind. */
export type Def = z.core.$ZodTypeDef & { readonly [field: string]: unknown }
export type Parse = (payload: Payload, context: WalkContext) => Result
/** Makes the copy of a schema that works in turns. */
export type Slice = (schema: Schema) => Schema
/** A copy with parts that work in turns, and the parser that it gets. */
export interface Sliced {
  readonly copy: Schema
  readonly parse: Parse
}

/** Copies a schema, with other fields of its definition. Getters stay, since they make a new default for each value. */
export function copyWith(schema: Schema, changes: Readonly<Record<string, unknown>>): Schema {
  const def = Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema._zod.def)) as Def
  for (const [field, value] of Object.entries(changes)) {
    Object.defineProperty(def, field, { value, enumerable: true, configurable: true, writable: true })
  }
  return z.core.clone(schema as never, def as never)
}
