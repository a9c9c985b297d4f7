import type { SyntaxNode } from '@lezer/common'
import { childrenOf, nodesOf, type Source, textOf } from '../../../syntax/tree.js'
import { isComment, itemsOf } from './list.js'

/** A constant at the top level of a file. */
export interface Constant {
  readonly source: Source
  /** The whole statement, with its `export`. */
  readonly statement: SyntaxNode
  readonly name: SyntaxNode
  /** Without parentheses, `as` and `satisfies`. */
  readonly value: SyntaxNode
}

/** Finds a constant at the top level; null for none, or for one that shares its statement with others. */
export function findConstant(source: Source, wanted: string): Constant | null {
  for (const statement of childrenOf(source.root)) {
    const declaration =
      statement.name === 'ExportDeclaration' ? statement.getChild('VariableDeclaration') : statement
    if (declaration?.name !== 'VariableDeclaration') continue
    const [name, ...others] = declaration.getChildren('VariableDefinition')
    const value = nextCode(declaration.getChild('Equals'))
    if (!name || others.length > 0 || !value || textOf(source, name) !== wanted) continue
    return { source, statement, name, value: bare(value) }
  }
  return null
}

/** The node behind another one, past comments. */
function nextCode(node: SyntaxNode | null): SyntaxNode | null {
  let next = node?.nextSibling ?? null
  while (next !== null && isComment(next)) next = next.nextSibling
  return next
}

/** An expression without parentheses, `as` and `satisfies`. */
export function bare(node: SyntaxNode): SyntaxNode {
  const isCast = node.name === 'BinaryExpression' && (node.getChild('as') ?? node.getChild('satisfies'))
  const isWrapped = isCast || node.name === 'ParenthesizedExpression'
  const inner = isWrapped ? itemsOf(node)[0] : undefined
  return inner === undefined ? node : bare(inner)
}

/** A member of an object. */
export interface Member {
  readonly node: SyntaxNode
  readonly key: SyntaxNode
  /** Name without quotes. */
  readonly name: string
  /** Null for a method and for a shorthand. */
  readonly value: SyntaxNode | null
}

/** Members of an object whose names are written out. */
export function membersOf(source: Source, object: SyntaxNode): readonly Member[] {
  return object.getChildren('Property').flatMap((node) => {
    const key = node.getChild('PropertyDefinition') ?? keyLiteral(node)
    if (key === null) return []
    const value = nextCode(node.getChild(':'))
    return [{ node, key, name: unquoted(source, key), value: value && bare(value) }]
  })
}

function keyLiteral({ firstChild }: SyntaxNode): SyntaxNode | null {
  return firstChild !== null && ['String', 'Number'].includes(firstChild.name) ? firstChild : null
}

/** True if an object has members besides those whose names are written out, such as those of a spread. */
export const hasOthers = (source: Source, object: SyntaxNode): boolean =>
  itemsOf(object).length > membersOf(source, object).length

export const memberOf = (source: Source, object: SyntaxNode, wanted: string): Member | undefined =>
  membersOf(source, object).find(({ name }) => name === wanted)

/** Text of a name or of a string without escapes. */
export const unquoted = (source: Source, node: SyntaxNode): string =>
  textOf(source, node).replace(/^(['"`])([^\\]*)\1$/s, '$2')

/** Arguments of a call of one of these functions; null for any other expression. */
export function argumentsOf(source: Source, node: SyntaxNode, ...names: readonly string[]) {
  const [called] = childrenOf(node)
  const list = node.name === 'CallExpression' ? node.getChild('ArgList') : null
  if (list === null || called === undefined) return null
  return names.length === 0 || names.includes(textOf(source, called)) ? itemsOf(list) : null
}

/** True if a name is declared or imported anywhere in the file. */
export const isDeclared = (source: Source, name: string): boolean =>
  nodesOf(source.root, 'VariableDefinition', 'TypeDefinition').some((node) => textOf(source, node) === name)

/** An import of one name. */
export interface ImportedName {
  readonly statement: SyntaxNode
  readonly specifier: SyntaxNode
  /** Name in the other file. */
  readonly original: string
}

/** Finds the import that a local name comes from. */
export function findImport(source: Source, local: string): ImportedName | null {
  for (const statement of source.root.getChildren('ImportDeclaration')) {
    const specifier = statement.getChild('String')
    const parts = childrenOf(statement.getChild('ImportGroup') ?? statement)
    const at = parts.findIndex((part) => part.name === 'VariableDefinition' && textOf(source, part) === local)
    const part = parts[at]
    if (!specifier || !part || statement.getChild('ImportGroup') === null) continue
    const before = parts[at - 1]?.name === 'as' ? parts[at - 2] : part
    return { statement, specifier, original: textOf(source, before ?? part) }
  }
  return null
}
