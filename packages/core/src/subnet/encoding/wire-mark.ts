import type { z } from 'zod'

/** Converts a value of a marked schema to what the wire carries; others are returned as they are, to be refused there. */
export type WireEncode = (value: unknown) => unknown

interface WireMark {
  readonly encode: WireEncode
  /** `bytes` for values that travel beside the JSON. */
  readonly kind: 'json' | 'bytes'
  /** Largest binary value, in bytes; null without a limit of its own. */
  readonly max?: number | null
}

const mark = Symbol.for('subnetkit.wire')

/** Marks a schema whose values are converted on the sender's side. Wrapping and refining keep the mark. */
export function markWire<S extends z.ZodType>(
  schema: S,
  encode: WireEncode,
  kind: WireMark['kind'] = 'json',
  max: number | null = null,
): S {
  Object.assign(schema._zod.def, { [mark]: { encode, kind, max } satisfies WireMark })
  return schema
}

/** Returns the mark of a schema. */
export function wireMarkOf(schema: z.core.$ZodType): WireMark | undefined {
  return (schema._zod.def as { readonly [mark]?: WireMark })[mark]
}
