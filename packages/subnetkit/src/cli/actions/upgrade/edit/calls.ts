import type { SyntaxNode } from '@lezer/common'
import { childrenOf, nodesOf, type Source, textOf } from '../../../syntax/tree.js'
import { bare, findConstant, memberOf } from '../../add/source/declarations.js'
import { itemsOf } from '../../add/source/list.js'
import { importsOf, namespacesOf } from './imports.js'

/** Arguments of each call of a function that a file imports from an entry. */
export function callsOf(source: Source, entry: string, name: string): readonly (readonly SyntaxNode[])[] {
  const locals = importsOf(source, entry)
    .filter((one) => textOf(source, one.name) === name)
    .map(({ local }) => textOf(source, local))
  const names = new Set([...locals, ...namespacesOf(source, entry).map((space) => `${space}.${name}`)])
  if (names.size === 0) return []
  return nodesOf(source.root, 'CallExpression').flatMap((node) => {
    const [called] = childrenOf(node)
    const list = node.getChild('ArgList')
    if (called === undefined || list === null) return []
    const callee = called.name === 'InstantiationExpression' ? (called.firstChild ?? called) : called
    return names.has(textOf(source, callee)) ? [itemsOf(list)] : []
  })
}

/** The object, or list, that an expression is: in place, or a constant of the file. Null for any other. */
export function literalOf(source: Source, node: SyntaxNode): SyntaxNode | null {
  const value = bare(node)
  const named = value.name === 'VariableName' || value.name === 'PropertyDefinition'
  const literal = named ? (findConstant(source, textOf(source, value))?.value ?? value) : value
  return literal.name === 'ObjectExpression' || literal.name === 'ArrayExpression' ? literal : null
}

/** Options of a call: each of its arguments that is an object. */
export const optionObjects = (source: Source, entry: string, name: string): readonly SyntaxNode[] =>
  callsOf(source, entry, name).flatMap((args) =>
    args.flatMap((argument) => {
      const literal = literalOf(source, argument)
      return literal?.name === 'ObjectExpression' ? [literal] : []
    }),
  )

/** Objects in the list that a field of an object has. */
export function objectsIn(source: Source, object: SyntaxNode, field: string): readonly SyntaxNode[] {
  const member = memberOf(source, object, field)
  const list = member && literalOf(source, member.value ?? member.key)
  if (list?.name !== 'ArrayExpression') return []
  return itemsOf(list).flatMap((item) => {
    const literal = literalOf(source, item)
    return literal?.name === 'ObjectExpression' ? [literal] : []
  })
}
