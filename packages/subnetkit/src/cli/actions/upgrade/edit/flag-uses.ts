import { type Source, textOf } from '../../../syntax/tree.js'
import { byHand, type Edited, type Flag } from './codemod.js'
import { importsOf, namespaceUses, reexportsOf } from './imports.js'

/** Leaves each file that takes a name from an entry to its owner. */
export function flagUses(source: Source, { entry = 'subnetkit', name, instruction }: Flag): Edited {
  const named = [...importsOf(source, entry), ...reexportsOf(source, entry)]
    .map((one) => one.name)
    .filter((node) => textOf(source, node) === name)
  const places = [...named, ...namespaceUses(source, entry, name)].map((node) => byHand(node, instruction))
  return { edits: [], places }
}
