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

const lineStarts = new WeakMap<Source, readonly number[]>()

/** Line of a node, from 1. */
export function lineOf(file: Source, { from }: SyntaxNode): number {
  const starts = lineStarts.get(file) ?? startsOf(file.text)
  lineStarts.set(file, starts)
  let [low, high] = [0, starts.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= from) low = middle
    else high = middle
  }
  return low + 1
}

function startsOf(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
