/** A JSON value that a Python literal stands for. */
export type LiteralValue =
  | string
  | number
  | boolean
  | null
  | readonly LiteralValue[]
  | { readonly [key: string]: LiteralValue }

/** Number of a Python literal; null for one that JavaScript has not, such as `1j`, `1e999` or an int beyond 2^53. */
export function decodeNumber(source: string): number | null {
  const text = source.replaceAll('_', '')
  const value = Number(text)
  if (!Number.isFinite(value)) return null
  return isWhole(text) && !Number.isSafeInteger(value) ? null : value
}

/** True for the literal of an int, in any base. */
const isWhole = (text: string) => /^(\d+|0[xob][\da-f]+)$/i.test(text)

const escapes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: '\n',
    r: '\r',
    t: '\t',
    b: '\b',
    f: '\f',
    v: '\v',
    a: '\u0007',
    '\\': '\\',
    "'": "'",
    '"': '"',
    '\n': '',
  }),
)

/**
 * Text of one or more adjacent literals; null if one is formatted or of bytes, names a character with `\N{…}`, or is none that
 * Python reads.
 */
export function decodeString(literals: readonly string[]): string | null {
  const parts = literals.map((literal) => {
    const match = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(literal)
    if (match === null) return null
    const [, prefix = '', , body = ''] = match
    if (/[fbt]/i.test(prefix)) return null
    const text = body.replace(/\r\n?/g, '\n')
    return /r/i.test(prefix) ? text : withoutEscapes(text)
  })
  return parts.every((part) => part !== null) ? parts.join('') : null
}

/** Octal digits, hexadecimal ones of a fixed count, or one character; a backslash before any other one is a backslash. */
const escapeSequence = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g

function withoutEscapes(body: string): string | null {
  let isRead = true
  const text = body.replace(
    escapeSequence,
    (whole, octal?: string, x?: string, u?: string, long?: string, other?: string) => {
      const hex = x ?? u ?? long
      const code = octal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(octal, 8)
      if (other !== undefined) {
        // \N{…} needs a table of names; \x, \u and \U without their digits are errors of syntax.
        if ('NxuU'.includes(other)) isRead = false
        return escapes.get(other) ?? whole
      }
      if (code > 0x10_ff_ff) isRead = false
      return isRead ? String.fromCodePoint(code) : whole
    },
  )
  return isRead ? text : null
}
