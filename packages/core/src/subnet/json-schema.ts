import { configError } from '@subnetkit/base'
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
      const name = lostBy(zodSchema._zod.def)
      if (name === undefined) return
      throw configError('CONFIG_INVALID', {
        place: [place, ...fields(path)].join('.'),
        detail: `JSON cannot carry ${name}`,
        fix: 'Send a text or a number in its place, or encode it with z.codec().',
      })
    },
  })
}

function lostBy(def: z.core.$ZodTypeDef & { coerce?: boolean; values?: unknown[] }): string | undefined {
  if (def.type === 'literal') {
    const kind = def.values?.map((value) => typeof value).find((type) => lost[type] !== undefined)
    return kind && lost[kind]
  }
  return def.type === 'date' && def.coerce ? undefined : lost[def.type]
}

/** Path within a JSON schema as the path within a value: `properties.items.items.when` is `items[].when`. */
function fields(path: readonly (string | number)[]): string[] {
  const names: string[] = []
  for (let at = 0; at < path.length; at += 1) {
    const [step, next] = [path[at], path[at + 1]]
    if (step === 'properties') {
      names.push(String(next))
      at += 1
    } else if (step === 'items' || step === 'additionalProperties') names.push('[]')
    else if (step === 'prefixItems') {
      names.push(`[${next}]`)
      at += 1
    }
  }
  return names
}
