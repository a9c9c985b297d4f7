/** The part of JavaScript's pattern that Python cannot follow. */
export class UntranslatedPattern extends Error {}

const space = '\\t\\n\\x0b\\x0c\\r \\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff'
const lineEnds = '\\n\\r\\u2028\\u2029'

/** Escapes that mean the same in both languages, in a class as well. */
const shared = /^(?:[dDwWnrtfv]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})/

/**
 * Translates the source of a JavaScript pattern to Python's `re` with the flag ASCII. Throws UntranslatedPattern, with the
 * part in words, for what has no equal: lookbehinds, back references, properties of Unicode.
 */
export function toPythonPattern(source: string, flags: string): string {
  let at = 0
  let text = ''
  while (at < source.length) text += part()
  return text

  function part(): string {
    const sign = source[at++] as string
    if (sign === '\\') return escaped(false)
    if (sign === '[') return characterClass()
    if (sign === '.') return flags.includes('s') ? '(?s:.)' : `[^${lineEnds}]`
    if (sign === '^') return flags.includes('m') ? `(?:\\A|(?<=[${lineEnds}]))` : '\\A'
    if (sign === '$') return flags.includes('m') ? `(?=[${lineEnds}]|\\Z)` : '\\Z'
    if (sign === '(') return group()
    // A brace that is no quantifier here may be one there.
    if (sign === '{' && !/^\d+(?:,\d*)?\}/.test(source.slice(at))) return '\\{'
    if (sign > '\x7f' && flags.includes('i'))
      throw new UntranslatedPattern('letters beyond ASCII with the flag i')
    return sign
  }

  function group(): string {
    const [head = ''] = /^\?(?:[:=!]|<(?![=!])[A-Za-z_]\w*>)?/.exec(source.slice(at)) ?? []
    if (head === '?') throw new UntranslatedPattern('a lookbehind or flags within it')
    at += head.length
    return `(${head.startsWith('?<') ? head.replace('?<', '?P<') : head}`
  }

  function escaped(isInClass: boolean): string {
    const [known] = shared.exec(source.slice(at)) ?? []
    if (known !== undefined) {
      at += known.length
      return `\\${known.replace(/^v$/, 'x0b').replace(/^f$/, 'x0c')}`
    }
    const sign = source[at++] ?? ''
    if (sign === 's') return isInClass ? space : `[${space}]`
    if (sign === 'S' && !isInClass) return `[^${space}]`
    if (sign === 'b') return isInClass ? '\\x08' : '\\b'
    if (sign === 'B' && !isInClass) return '\\B'
    if (sign === '0' && !/\d/.test(source[at] ?? '')) return '\\x00'
    if (sign === '' || /[A-Za-z0-9]/.test(sign)) throw new UntranslatedPattern(`the escape \\${sign}`)
    return `\\${sign}`
  }

  function characterClass(): string {
    let members = ''
    const isNegated = source[at] === '^'
    if (isNegated) at++
    while (source[at] !== ']') {
      const sign = source[at++]
      if (sign === undefined) throw new UntranslatedPattern('a class without an end')
      // Python reserves these for set operations.
      members += sign === '\\' ? escaped(true) : /[[&|~]/.test(sign) ? `\\${sign}` : sign
    }
    at++
    if (members === '') return isNegated ? '(?s:.)' : '(?!)'
    return `[${isNegated ? '^' : ''}${members}]`
  }
}
