/** Parts of a schema with all references written out, at most. */
const mostParts = 2_000

/**
 * Returns the reason to refuse a schema of a stranger, or null: patterns, recursion, or more parts than a check may take. One pattern, and one
 * chain of references that each double, can take years on a short text.
 */
export function schemaFlaw(schema: object): string | null {
  let parts = 0

  function flawOf(node: unknown, within: ReadonlySet<string>): string | null {
    if (typeof node !== 'object' || node === null) return null
    parts++
    if (parts > mostParts) return `must have at most ${mostParts} parts, with all references written out`
    for (const [name, inner] of Object.entries(node)) {
      // An id would change where the references within it lead.
      if (name === '$id' && typeof inner === 'string' && node !== schema)
        return 'may have an $id at its top only'
      const flaw = flawOfKeyword(name, inner, within) ?? flawOf(inner, within)
      if (flaw !== null) return flaw
    }
    return null
  }
  function flawOfKeyword(name: string, value: unknown, within: ReadonlySet<string>): string | null {
    if (name === 'patternProperties' || (name === 'pattern' && typeof value === 'string'))
      return 'must not use patterns'
    if (typeof value !== 'string' || !['$ref', '$dynamicRef', '$recursiveRef'].includes(name)) return null
    if (name !== '$ref' || !value.startsWith('#/'))
      return 'may only refer to its own definitions, as #/$defs/…'
    if (within.has(value)) return 'must not refer to itself'
    return flawOf(resolve(schema, value), new Set([...within, value]))
  }
  return flawOf(schema, new Set())
}

/** The part of a schema that a JSON pointer names; undefined for none, which the compiler refuses. */
function resolve(schema: unknown, pointer: string): unknown {
  return pointer
    .slice(2)
    .split('/')
    .map((name) => decoded(name).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (node, name) => (Object.hasOwn(Object(node), name) ? Object(node)[name] : undefined),
      schema,
    )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
