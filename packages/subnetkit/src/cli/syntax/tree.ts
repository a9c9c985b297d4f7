import type { SyntaxNode } from '@lezer/common'

/** A file with its syntax tree. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly root: SyntaxNode
}

/** Children of a node, tokens included. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child)
  return children
}

/** Every node of one of these kinds below a node, in the order of the text. */
export function nodesOf(node: SyntaxNode, ...kinds: readonly string[]): readonly SyntaxNode[] {
  const found: SyntaxNode[] = []
  node.cursor().iterate((at) => {
    if (kinds.includes(at.name)) found.push(at.node)
  })
  return found
}

export const textOf = ({ text }: Source, { from, to }: SyntaxNode): string => text.slice(from, to)

/** Line of a node, from 1. */
export const lineOf = ({ text }: Source, { from }: SyntaxNode): number =>
  text.slice(0, from).split('\n').length
