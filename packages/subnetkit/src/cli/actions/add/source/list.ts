import type { SyntaxNode } from '@lezer/common'
import { childrenOf, type Source } from '../../../syntax/tree.js'
import { applyEdits, type Edit, insertion } from './edit.js'
import { indentationAt, indentationStep, lineEndingOf, lineWidthOf } from './layout.js'

export const isComment = ({ name }: SyntaxNode) => name === 'LineComment' || name === 'BlockComment'
const punctuation = new Set(['{', '}', '[', ']', '(', ')', ','])

/** Members of an object, elements of an array or arguments of a call. */
export const itemsOf = (list: SyntaxNode): readonly SyntaxNode[] =>
  childrenOf(list).filter((node) => !punctuation.has(node.name) && !isComment(node))

/** Edits that add an item at the end of an object or an array that has items, laid out as the others are. */
export function appendItem(source: Source, list: SyntaxNode, item: string): readonly Edit[] {
  const last = itemsOf(list).at(-1)
  if (last === undefined) throw new Error(`the list at ${list.from} of ${source.path} has no items`)
  const comma = commaAfter(last)
  const isInLines = source.text.slice(list.from, last.from).includes('\n')
  if (!isInLines) return appendInline(source, list, item, { last, comma })
  const end = endOfLineComments(source, comma ?? last)
  const line = `${lineEndingOf(source)}${indentationAt(source, last.from)}${item}`
  return comma === null ? [insertion(last.to, ','), insertion(end, line)] : [insertion(end, `${line},`)]
}

function appendInline(
  source: Source,
  list: SyntaxNode,
  item: string,
  { last, comma }: { readonly last: SyntaxNode; readonly comma: SyntaxNode | null },
): readonly Edit[] {
  const inline = comma === null ? [insertion(last.to, `, ${item}`)] : [insertion(comma.to, ` ${item},`)]
  const isShort = applyEdits(source.text, inline)
    .slice(source.text.lastIndexOf('\n', list.from) + 1)
    .split('\n', 1)
    .every(({ length }) => length <= lineWidthOf(source))
  const isOneLine = !source.text.slice(list.from, list.to).includes('\n')
  return isShort || !isOneLine || hasComments(list) ? inline : breakLines(source, list, item)
}

const hasComments = (list: SyntaxNode) => childrenOf(list).some(isComment)

/** Gives each item of a list in one line a line of its own, the new one too. */
function breakLines(source: Source, list: SyntaxNode, item: string): readonly Edit[] {
  const base = indentationAt(source, list.from)
  const end = lineEndingOf(source)
  const inner = `${end}${base}${indentationStep(source)}`
  const items = itemsOf(list)
  const starts = items.map((one) => {
    const before = source.text.slice(0, one.from)
    return { from: before.trimEnd().length, to: one.from, text: inner }
  })
  const last = items.at(-1)?.to ?? list.from + 1
  return [...starts, { from: last, to: list.to - 1, text: `,${inner}${item},${end}${base}` }]
}

function commaAfter(node: SyntaxNode): SyntaxNode | null {
  let next = node.nextSibling
  while (next !== null && isComment(next)) next = next.nextSibling
  return next?.name === ',' ? next : null
}

/** True if a comma stands behind the last item. */
export function endsInComma(list: SyntaxNode): boolean {
  const last = itemsOf(list).at(-1)
  return last !== undefined && commaAfter(last) !== null
}

/** End of a node, or of the comments behind it in its line. */
function endOfLineComments({ text }: Source, node: SyntaxNode): number {
  let { to } = node
  for (let next = node.nextSibling; next !== null && isComment(next); next = next.nextSibling) {
    if (text.slice(to, next.from).includes('\n')) break
    to = next.to
  }
  return to
}
