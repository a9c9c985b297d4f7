import type { Source } from '../../../syntax/tree.js'
import { textOf } from '../../../syntax/tree.js'
import { isDeclared } from '../../add/source/declarations.js'
import { type Edit, replacement } from '../../add/source/edit.js'
import type { Edited } from './codemod.js'
import { importsOf, isDeclaredLocally, namespaceUses, reexportsOf, usesOf } from './imports.js'

/** Renames a name that an entry exports: its imports and all uses. Where another meaning is possible, it becomes an alias. */
export function renameImport(
  source: Source,
  { entry = 'subnetkit', from, to }: { readonly entry?: string; readonly from: string; readonly to: string },
): Edited {
  const edits: Edit[] = namespaceUses(source, entry, from).map((node) => replacement(node, to))
  for (const { name, local } of importsOf(source, entry)) {
    if (textOf(source, name) !== from) continue
    if (local !== name) edits.push(replacement(name, to))
    else if (isDeclared(source, to) || isDeclaredLocally(source, from))
      edits.push(replacement(name, `${to} as ${from}`))
    else edits.push(replacement(name, to), ...usesOf(source, from).map((use) => renamed(use, from, to)))
  }
  for (const { name, local } of reexportsOf(source, entry)) {
    if (textOf(source, name) !== from) continue
    edits.push(replacement(name, local === name ? `${to} as ${from}` : to))
  }
  return { edits, places: [] }
}

/** The names that an object and a module have stay. */
function renamed({ node, kind }: ReturnType<typeof usesOf>[number], from: string, to: string): Edit {
  if (kind === 'use') return replacement(node, to)
  return replacement(node, kind === 'shorthand' ? `${from}: ${to}` : `${to} as ${from}`)
}
