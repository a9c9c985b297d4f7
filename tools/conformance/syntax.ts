import ts from 'typescript'

/** Words of a piece of code: its identifiers and what its texts consist of. */
export type Words = ReadonlySet<string>

/** A test with the words of its own body and those of the helpers that it uses, directly or not. */
export interface TestCase {
  readonly title: string
  readonly own: Words
  readonly all: Words
}

/** Reads a source file, without types. */
export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
}

/** All words of a file. */
export function wordsOf(root: ts.Node): Words {
  const words = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) words.add(node.text)
    else if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    ) {
      addText(words, node.text)
    } else if (ts.isRegularExpressionLiteral(node)) addText(words, node.text)
    ts.forEachChild(node, visit)
  }
  visit(root)
  return words
}

/** Calls that name things of other kinds: constants, and errors that are no pallet's. */
const OTHER_NAMES = new Set(['constantOf', 'tokenFailure', 'arithmeticFailure'])

/** Names that the chain's code uses. */
export interface Speech {
  /** Storage as it is reached: `Pallet.Item`, by property or by destructuring. */
  readonly reached: Words
  /** Texts that may be names of events, errors or storage. */
  readonly texts: Words
}

export function speechOf(root: ts.Node): Speech {
  const reached = new Set<string>()
  const texts = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return
    if (ts.isCallExpression(node) && OTHER_NAMES.has(node.expression.getText())) return
    if (ts.isStringLiteralLike(node)) texts.add(node.text)
    if (ts.isPropertyAccessExpression(node)) {
      for (const owner of namesFor(node.expression)) reached.add(`${owner}.${node.name.text}`)
    }
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer) {
      bind(node.name, namesFor(node.initializer))
    }
    if (ts.isParameter(node) && ts.isObjectBindingPattern(node.name)) bind(node.name, [])
    ts.forEachChild(node, visit)
  }
  const aliases = new Map<string, string>()
  const bind = (pattern: ts.ObjectBindingPattern, owners: readonly string[]): void => {
    for (const { name, propertyName } of pattern.elements) {
      const property = propertyName?.getText() ?? name.getText()
      for (const owner of owners) reached.add(`${owner}.${property}`)
      if (ts.isObjectBindingPattern(name)) bind(name, [property])
      else if (propertyName && ts.isIdentifier(name)) aliases.set(name.text, property)
    }
  }
  const namesFor = (node: ts.Expression): string[] => {
    const last = ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : ''
    return [last, aliases.get(last)].filter((name) => name !== undefined && name !== '') as string[]
  }
  visit(root)
  return { reached, texts }
}

function addText(words: Set<string>, text: string): void {
  for (const word of text.split(/[^\w.]+/)) {
    words.add(word)
    for (const part of word.split('.')) words.add(part)
  }
}

/** The tests of a file in order, titles of their `describe`s in front. */
export function testsOf(file: ts.SourceFile): TestCase[] {
  const found: { readonly title: string; readonly node: ts.Node }[] = []
  const helpers = new Map<string, Words>()
  const visit = (node: ts.Node, path: readonly string[]): void => {
    const block = blockOf(node)
    if (block?.kind === 'test') {
      found.push({ title: [...path, block.title].join(' › '), node })
      return
    }
    // Names that a test uses, wherever they are declared.
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
      helpers.set(node.name.text, wordsOf(node))
    } else if (ts.isFunctionDeclaration(node) && node.name) helpers.set(node.name.text, wordsOf(node))
    ts.forEachChild(node, (child) => visit(child, block ? [...path, block.title] : path))
  }
  visit(file, [])
  return found.map(({ title, node }) => {
    const own = wordsOf(node)
    return { title, own, all: closure(own, helpers) }
  })
}

function closure(own: Words, helpers: ReadonlyMap<string, Words>): Words {
  const all = new Set(own)
  // A set that grows while it is walked visits what was added.
  for (const word of all) for (const further of helpers.get(word) ?? []) all.add(further)
  return all
}

/** `test('title', …)`, `it.each(…)('title', …)` and their kin. */
function blockOf(node: ts.Node): { readonly kind: 'test' | 'describe'; readonly title: string } | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const [title] = node.arguments
  if (!title || !ts.isStringLiteralLike(title)) return undefined
  let callee: ts.Expression = node.expression
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) callee = callee.expression
  if (!ts.isIdentifier(callee)) return undefined
  if (callee.text === 'describe') return { kind: 'describe', title: title.text }
  return callee.text === 'test' || callee.text === 'it' ? { kind: 'test', title: title.text } : undefined
}
