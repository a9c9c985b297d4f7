/** An expression of the generated sources, as far as its layout needs it. */
export type Layout =
  /** A name, a literal or a function, which stays on its line. */
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly Layout[] }
  | {
      readonly kind: 'object'
      readonly entries: readonly { readonly key: string; readonly value: Layout }[]
    }
  /** `z.string().min(4)`: a name, then members that are called. */
  | { readonly kind: 'chain'; readonly head: string; readonly calls: readonly LayoutCall[] }

/** `.min(4)` of a chain; the member of a plain call is empty. */
export interface LayoutCall {
  readonly member: string
  readonly args: readonly Layout[]
}

const string = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/
/** Not a division, which has a space behind it. */
const regex = /\/(?! )(?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[a-z]*/
/** A number, or a name with its members. */
const word = /-?[\p{L}\p{N}_$][\p{L}\p{M}\p{N}_$.+-]*/u
/** A function whose body is a line of its own kind; its end is that of the argument. */
const arrow = /\([^()]*\)(?:: [\w.]+)? => /

const tokens = new RegExp(
  `\\s*(${[string, regex, arrow, word].map(({ source }) => source).join('|')}|\\S)`,
  'uy',
)

/** Reads an expression as the translation writes it. Throws SyntaxError for any other text. */
export function parseLayout(code: string): Layout {
  const parser = createParser(code)
  const layout = parser.expression()
  parser.end()
  return layout
}

function createParser(code: string) {
  let at = 0
  const peek = (): string => {
    tokens.lastIndex = at
    return tokens.exec(code)?.[1] ?? ''
  }
  const take = (expected?: string): string => {
    const token = peek()
    if (token === '' || (expected !== undefined && token !== expected)) {
      throw new SyntaxError(`no expression of the generated sources at ${at}: ${code.slice(at, at + 40)}`)
    }
    at = tokens.lastIndex
    return token
  }

  function list<T>(close: string, item: () => T): readonly T[] {
    const items: T[] = []
    while (peek() !== close) {
      items.push(item())
      if (peek() !== close) take(',')
    }
    take(close)
    return items
  }

  function entry() {
    const key = take()
    take(':')
    return { key, value: expression() }
  }

  /** The text of a function up to the comma or the bracket behind it. */
  function functionText(head: string): string {
    const from = at
    for (let depth = 0; ; ) {
      const token = peek()
      if (token === '' || (depth === 0 && [',', ')', ']', '}'].includes(token))) break
      if (['(', '[', '{'].includes(token)) depth += 1
      if ([')', ']', '}'].includes(token)) depth -= 1
      take()
    }
    return `${head}${code.slice(from, at).trim()}`
  }

  function expression(): Layout {
    const token = take()
    if (token === '[') return { kind: 'array', items: list(']', expression) }
    if (token === '{') return { kind: 'object', entries: list('}', entry) }
    if (token.endsWith('=> ')) return { kind: 'atom', text: functionText(token) }
    const calls: LayoutCall[] = []
    let [head, member] = partsOf(token)
    while (peek() === '(') {
      take('(')
      calls.push({ member, args: list(')', expression) })
      member = peek() === '.' ? `${take('.')}${take()}` : ''
    }
    if (calls.length === 0) return { kind: 'atom', text: token }
    return { kind: 'chain', head, calls }
  }

  return {
    expression,
    end: () => {
      if (peek() !== '') take('end')
    },
  }
}

/** `z.iso.datetime` as `z.iso` and `.datetime`. */
function partsOf(name: string): [head: string, member: string] {
  const dot = /^[\p{L}_$]/u.test(name) ? name.lastIndexOf('.') : -1
  return dot === -1 ? [name, ''] : [name.slice(0, dot), name.slice(dot)]
}
