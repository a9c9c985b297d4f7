import type { z } from 'zod'

/** Converts a value of a marked schema to what the wire carries; others are returned as they are, to be refused there. */
export type WireEncode = (value: unknown) => unknown

const mark = Symbol.for('subnetkit.wire')

/** Marks a schema whose values are converted on the sender's side. Wrapping and refining keep the mark. */
export function markWire<S extends z.ZodType>(schema: S, encode: WireEncode): S {
  Object.assign(schema._zod.def, { [mark]: encode })
  return schema
}

/** Returns the conversion of a marked schema. */
export function wireMarkOf(schema: z.core.$ZodType): WireEncode | undefined {
  return (schema._zod.def as { readonly [mark]?: WireEncode })[mark]
}
