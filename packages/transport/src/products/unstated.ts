import { valuePath } from '@subnetkit/base'
import type { Synapse } from '@subnetkit/core'
import { z } from 'zod'

/** A part of a zod schema that JSON Schema has no word for. */
export interface Unstated {
  /** Place within the protocol, such as `ask.input.amount`. */
  readonly place: string
  /** The part, as a noun. */
  readonly what: string
}

/** Lists what a document that is generated from a synapse's JSON schemas leaves out. */
export function unstatedParts(name: string, { input, output }: Synapse): readonly Unstated[] {
  return [...unstatedIn(input, `${name}.input`), ...unstatedIn(output, `${name}.output`)]
}

function unstatedIn(schema: z.ZodType, place: string): readonly Unstated[] {
  const found: Unstated[] = []
  z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, path }) {
      for (const what of kindsOf(zodSchema))
        found.push({ place: [place, ...valuePath(path)].join('.'), what })
    },
  })
  // Inner schemas come first, and a text that is changed reports it twice.
  return [...new Map(found.map((part) => [`${part.place} ${part.what}`, part])).values()].reverse()
}

interface Definition {
  readonly type: string
  readonly coerce?: boolean
  readonly format?: string
  readonly pattern?: RegExp
  readonly in?: z.core.$ZodType
  readonly out?: z.core.$ZodType
  readonly reverseTransform?: unknown
  readonly checks?: readonly { readonly _zod: { readonly def: { readonly check: string } } }[]
}

/** Formats of text that zod checks by code instead of a pattern. */
const checkedByCode = new Set(['url', 'jwt'])

function kindsOf({ _zod }: z.core.$ZodTypes): readonly string[] {
  const def = _zod.def as unknown as Definition
  const checks = new Set(def.checks?.map((check) => check._zod.def.check))
  const isPreprocess = def.type === 'pipe' && def.in?._zod.def.type === 'transform'
  return [
    ...(checks.has('custom') ? ['a refinement'] : []),
    ...(checks.has('overwrite') ? ['a change of the text before it is checked'] : []),
    ...(def.coerce ? ['coercion from other types'] : []),
    ...(def.type === 'catch' ? ['a value in place of a wrong one'] : []),
    ...(isPreprocess ? ['preprocessing'] : []),
    ...(def.type === 'pipe' && !isPreprocess ? pipeKinds(def) : []),
    ...(def.type === 'string' && checkedByCode.has(def.format ?? '')
      ? [`the rules of the format ${def.format}`]
      : []),
  ]
}

/** `bigint()`, `date()` and `bytes()` state what the wire carries in metadata, but for the bounds of a time. */
function pipeKinds({ in: wire, out, reverseTransform }: Definition): readonly string[] {
  if (!reverseTransform) return ['a transform or a second schema']
  const isStated = wire?._zod.def.type === 'any' && z.globalRegistry.get(wire)?.type !== undefined
  if (!isStated) return ['a codec']
  const { type, checks = [] } = out?._zod.def ?? {}
  return type === 'date' && checks.length > 0 ? ['bounds of a time'] : []
}
