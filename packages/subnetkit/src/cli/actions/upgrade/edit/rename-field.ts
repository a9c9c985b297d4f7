import type { SyntaxNode } from '@lezer/common'
import { nodesOf, type Source, textOf } from '../../../syntax/tree.js'
import { membersOf, unquoted } from '../../add/source/declarations.js'
import { type Edit, replacement } from '../../add/source/edit.js'
import { optionObjects } from './calls.js'
import { byHand, type Edited, type Flag } from './codemod.js'
import { isShorthand, statementsOf } from './imports.js'

interface Renaming {
  readonly from: string
  readonly to: string
}

/** Renames an option of a function that a file imports from an entry. */
export const renameOption = (
  source: Source,
  { entry = 'subnetkit', call, ...names }: Renaming & { readonly entry?: string; readonly call: string },
): Edited => renameField(source, optionObjects(source, entry, call), names)

/** Renames a field of some objects. An object that has the new one too is left to the owner. */
export function renameField(source: Source, objects: readonly SyntaxNode[], { from, to }: Renaming): Edited {
  const edits: Edit[] = []
  const places: Edited['places'][number][] = []
  for (const object of objects) {
    const members = membersOf(source, object)
    for (const { node, key, name } of members) {
      if (name !== from) continue
      if (members.some((other) => other.name === to))
        places.push(byHand(key, `Remove ${from}: ${to} replaces it, and is there already.`))
      else edits.push(replacement(key, nameFor(source, key, isShorthand(node) ? `${to}: ${from}` : to)))
    }
  }
  return { edits, places }
}

/** A name in the quotes that the old one has. */
function nameFor(source: Source, key: SyntaxNode, name: string): string {
  const quote = key.name === 'String' ? (source.text[key.from] ?? '') : ''
  return `${quote}${name}${quote}`
}

/** Places with a field of a name, in a file that imports the entry: objects that are made, taken apart or read elsewhere. */
export function flagField(source: Source, { entry = 'subnetkit', name, instruction }: Flag): Edited {
  if (statementsOf(source, entry, 'ImportDeclaration').length === 0) return { edits: [], places: [] }
  const named = nodesOf(source.root, 'PropertyDefinition', 'PropertyName', 'String').filter((node) =>
    node.name === 'String'
      ? node.parent?.name === 'Property' &&
        node.parent.firstChild?.from === node.from &&
        unquoted(source, node) === name
      : textOf(source, node) === name,
  )
  const taken = nodesOf(source.root, 'PatternProperty').flatMap(({ firstChild }) =>
    firstChild?.name === 'VariableDefinition' && textOf(source, firstChild) === name ? [firstChild] : [],
  )
  return { edits: [], places: [...named, ...taken].map((node) => byHand(node, instruction)) }
}
