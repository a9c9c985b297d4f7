import { configError, valuePath } from '@subnetkit/base'
import { z } from 'zod'

/** Kinds of schema whose values JSON loses or refuses. */
const lost: Readonly<Record<string, string>> = {
  bigint: 'a bigint',
  date: 'a Date',
  undefined: 'undefined',
  void: 'undefined',
  function: 'a function',
  symbol: 'a symbol',
  map: 'a Map',
  set: 'a Set',
  nan: 'NaN',
  file: 'a File',
  promise: 'a promise',
}

/**
 * Throws CONFIG_INVALID, naming the field, for a schema whose values JSON cannot carry. The wire side counts: the input
 * of a `z.codec`, a transform or a coerced date.
 */
export function checkIsJson(schema: z.ZodType, place: string): void {
  z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, path }) {
      const name = lostBy(zodSchema)
      if (name === undefined) return
      throw configError('CONFIG_INVALID', {
        place: [place, ...valuePath(path)].join('.'),
        detail: `JSON cannot carry ${name}`,
        fix: 'Send a text or a number in its place, or use bigint(), date() or z.codec().',
      })
    },
  })
}

interface Def {
  readonly type: string
  readonly coerce?: boolean
  readonly values?: readonly unknown[]
  readonly element?: z.core.$ZodType
}

function lostBy(schema: z.core.$ZodType): string | undefined {
  const { type, coerce, values, element } = schema._zod.def as Def
  if (type === 'literal') {
    const value = values?.find((one) => lost[typeof one] !== undefined || isLostNumber(one))
    return value === undefined && !values?.includes(undefined)
      ? undefined
      : (lost[typeof value] ?? String(value))
  }
  if (type === 'array' && mayBeMissing(element)) return 'undefined in an array'
  if (type === 'custom') {
    const made = schema._zod.bag.Class as { readonly name?: string } | undefined
    return made && `an instance of ${made.name}`
  }
  return type === 'date' && coerce ? undefined : lost[type]
}

const isLostNumber = (value: unknown) => typeof value === 'number' && !Number.isFinite(value)

/** Elements whose type allows `undefined`, which JSON turns into null. */
function mayBeMissing(element: z.core.$ZodType | undefined): boolean {
  return element !== undefined && ['optional', 'default', 'prefault'].includes(element._zod.def.type)
}
