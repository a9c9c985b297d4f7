/** A JSON value that a Python literal stands for. */
export type LiteralValue =
  | string
  | number
  | boolean
  | null
  | readonly LiteralValue[]
  | { readonly [key: string]: LiteralValue }

/** Number of a Python literal; null for one that JavaScript has not, such as `1j` or an int beyond 2^53. */
export function decodeNumber(source: string): number | null {
  const text = source.replaceAll('_', '')
  const value = Number(text)
  const isWhole = /^\d+$/.test(text)
  return Number.isNaN(value) || (isWhole && !Number.isSafeInteger(value)) ? null : value
}

const escapes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: '\n',
    r: '\r',
    t: '\t',
    b: '\b',
    f: '\f',
    v: '\v',
    a: '\u0007',
    '0': '\0',
    '\n': '',
  }),
)

/** Text of one or more adjacent literals; null if one is formatted or of bytes. */
export function decodeString(literals: readonly string[]): string | null {
  const parts = literals.map((literal) => {
    const match = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(literal)
    if (match === null) return null
    const [, prefix = '', , body = ''] = match
    if (/[fb]/i.test(prefix)) return null
    return /r/i.test(prefix) ? body : withoutEscapes(body)
  })
  return parts.every((part) => part !== null) ? parts.join('') : null
}

const withoutEscapes = (body: string): string =>
  body.replace(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([\s\S]))/gi,
    (_, x, u, long, other: string) => {
      const code = x ?? u ?? long
      return code === undefined
        ? (escapes.get(other) ?? other)
        : String.fromCodePoint(Number.parseInt(code, 16))
    },
  )
