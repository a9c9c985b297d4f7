import type { SyntaxNode } from '@lezer/common'
import type { Source } from '../../../syntax/tree.js'

/** Text in place of a range; nothing but white space is ever replaced in a file of the user. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

export const insertion = (at: number, text: string): Edit => ({ from: at, to: at, text })

/** Applies edits that do not overlap; insertions at one place stay in their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.from - b.from)) {
    result += text.slice(at, edit.from) + edit.text
    at = edit.to
  }
  return result + text.slice(at)
}

/** The text of a node with other texts in place of some of its parts. */
export function copyOf(source: Source, node: SyntaxNode, changes: readonly Edit[]): string {
  const moved = changes.map(({ from, to, text }) => ({ from: from - node.from, to: to - node.from, text }))
  return applyEdits(source.text.slice(node.from, node.to), moved)
}

/** Replaces a node. */
export const replacement = ({ from, to }: SyntaxNode, text: string): Edit => ({ from, to, text })
