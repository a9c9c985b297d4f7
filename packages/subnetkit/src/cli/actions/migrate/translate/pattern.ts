/** `.regex(…)` for a regular expression of Python; null if JavaScript does not read it the same way. */
export function patternOf(python: string): string | null {
  const plain = python.replaceAll('(?P<', '(?<')
  if (/\(\?[aiLmsux#(]|\(\?P[=>]|\\[AZaUN]|\p{Cc}|\\x[01]|\\u00[01]|\\0/u.test(plain)) return null
  const text = rewritten(plain)?.replace(/^ /, '[ ]')
  if (text === undefined) return null
  try {
    return `.regex(${new RegExp(text, text.includes('\\p{') ? 'u' : '')})`
  } catch {
    return null
  }
}

/** Classes of Python that take the letters and digits of every script. */
const classes: ReadonlyMap<string, readonly [inside: string | null, outside: string]> = new Map([
  ['\\w', ['\\p{L}\\p{N}_', '[\\p{L}\\p{N}_]']],
  ['\\W', [null, '[^\\p{L}\\p{N}_]']],
  ['\\d', ['\\p{Nd}', '\\p{Nd}']],
  ['\\D', ['\\P{Nd}', '\\P{Nd}']],
])

/** The pattern with the classes of Python, and without escapes that say nothing. Null for a class that cannot be written. */
function rewritten(pattern: string): string | null {
  let isInside = false
  let text = ''
  for (const { 0: part, index } of pattern.matchAll(/\\[\s\S]| {2,}|[\s\S]/g)) {
    const pair = classes.get(part)
    if (pair !== undefined) {
      const code = isInside ? pair[0] : pair[1]
      if (code === null) return null
      text += code
    } else if (part.startsWith('\\')) {
      const isLast = pattern[index + part.length] === ']'
      text += isNeeded(part, { isInside, isLast, before: text }) ? part : part.slice(1)
    } else if (part.startsWith('  ') && !isInside) text += ` {${part.length}}`
    else text += part
    if (part === '[') isInside = true
    else if (part === ']') isInside = false
  }
  return text
}

interface EscapePlace {
  /** True within a class. */
  readonly isInside: boolean
  /** True in front of the end of a class. */
  readonly isLast: boolean
  readonly before: string
}

function isNeeded(part: string, { isInside, isLast, before }: EscapePlace): boolean {
  const character = part.slice(1)
  if (/[A-Za-z\d\\\]]/.test(character)) return true
  if (!isInside) return /[$^.*+?()[{}|/]/.test(character)
  if (character === '^') return before.endsWith('[')
  return character === '-' && !/\[\^?$/.test(before) && !isLast
}
