import type { SyntaxNode } from '@lezer/common'
import { cliError } from '../../../errors.js'

/** A Python file with its syntax tree. */
export interface PythonSource {
  /** Relative to the folder that is read, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly root: SyntaxNode
}

/** Parses a text; errors of syntax become nodes of their own. */
export type ParsePython = (path: string, text: string) => PythonSource

/** Loads the grammar. Throws MODULE_NOT_FOUND where it is not installed. */
export async function loadPython(): Promise<ParsePython> {
  const { parser } = await import('@lezer/python').catch((cause) => {
    const detail = 'subnet migrate reads Python with it'
    const fix = 'Install it beside subnetkit: npm install --save-dev @lezer/python.'
    throw cliError('MODULE_NOT_FOUND', { name: '@lezer/python', detail, fix }, { cause })
  })
  return (path, text) => ({ path, text, root: parser.parse(text).topNode })
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

export const textOf = ({ text }: PythonSource, { from, to }: SyntaxNode): string => text.slice(from, to)

/** Line of a node, from 1. */
export const lineOf = ({ text }: PythonSource, { from }: SyntaxNode): number =>
  text.slice(0, from).split('\n').length
