import type { SyntaxNode } from '@lezer/common'
import { type Source, textOf } from '../../../syntax/tree.js'
import { type Edit, insertion, replacement } from '../../add/source/edit.js'
import { lineEndingOf, quoteOf } from '../../add/source/layout.js'
import { byHand, type Edited } from './codemod.js'
import { importsOf, namespaceUses, reexportsOf, type Specifier } from './imports.js'

/** Takes names from another entry than before. A use through a namespace is left to the owner. */
export function moveImport(
  source: Source,
  {
    entry = 'subnetkit',
    names,
    to,
  }: { readonly entry?: string; readonly names: readonly string[]; readonly to: string },
): Edited {
  const isMoved = ({ name }: Specifier) => names.includes(textOf(source, name))
  const all = [...importsOf(source, entry), ...reexportsOf(source, entry)]
  const starts = [...new Set(all.map(({ statement }) => statement.from))]
  const edits = starts.flatMap((start) => {
    const names = all.filter(({ statement }) => statement.from === start)
    return moveFrom(source, names, names.filter(isMoved), to)
  })
  const places = names.flatMap((name) =>
    namespaceUses(source, entry, name).map((node) =>
      byHand(node, `Take ${name} from '${to}': '${entry}' has it no more.`),
    ),
  )
  return { edits, places }
}

function moveFrom(
  source: Source,
  all: readonly Specifier[],
  moved: readonly Specifier[],
  to: string,
): readonly Edit[] {
  const [one] = moved
  const from = one?.statement.getChild('String')
  if (one === undefined || !from) return []
  const quote = quoteOf(source, from)
  const entry = `${quote}${to}${quote}`
  if (moved.length === all.length) return [replacement(from, entry)]
  const { statement, group } = one
  const start = source.text.slice(statement.from, group.from)
  const names = moved.map(({ first, local }) => source.text.slice(first.from, local.to)).join(', ')
  const end = source.text.slice(from.to, statement.to)
  const line = `${lineEndingOf(source)}${start}{ ${names} } from ${entry}${end}`
  return [...removed(all, moved), insertion(statement.to, line)]
}

/** Removes names with the comma behind them, or the one before the last names. */
function removed(all: readonly Specifier[], moved: readonly Specifier[]): readonly Edit[] {
  const lastKept = all.findLastIndex((one) => !moved.includes(one))
  return moved.map((one) => {
    const at = all.indexOf(one)
    const next = all[at + 1]
    const before = all[at - 1]
    if (at < lastKept && next !== undefined) return { from: one.first.from, to: next.first.from, text: '' }
    return { from: (before as { local: SyntaxNode }).local.to, to: one.local.to, text: '' }
  })
}
