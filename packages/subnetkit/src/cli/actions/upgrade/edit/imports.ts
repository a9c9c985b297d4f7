import type { SyntaxNode } from '@lezer/common'
import { childrenOf, nodesOf, type Source, textOf } from '../../../syntax/tree.js'
import { unquoted } from '../../add/source/declarations.js'

/** A name in the braces of an import or of an export from another module. */
export interface Specifier {
  readonly statement: SyntaxNode
  /** Braces with all names. */
  readonly group: SyntaxNode
  /** Its first token: `type`, or the name. */
  readonly first: SyntaxNode
  /** Name in the other module. */
  readonly name: SyntaxNode
  /** Name after `as`, or the same as `name`. */
  readonly local: SyntaxNode
}

/** Names that a file imports from an entry, such as `subnetkit/testing`. */
export const importsOf = (source: Source, entry: string): readonly Specifier[] =>
  specifiersOf(source, entry, 'ImportDeclaration', 'ImportGroup')

/** Names that a file exports again from an entry. */
export const reexportsOf = (source: Source, entry: string): readonly Specifier[] =>
  specifiersOf(source, entry, 'ExportDeclaration', 'ExportGroup')

function specifiersOf(source: Source, entry: string, kind: string, groupKind: string): readonly Specifier[] {
  return statementsOf(source, entry, kind).flatMap((statement) => {
    const group = statement.getChild(groupKind)
    if (group === null) return []
    const parts = childrenOf(group).filter(({ name }) =>
      /^(VariableDefinition|VariableName|as|type)$/.test(name),
    )
    const specifiers: Specifier[] = []
    for (let at = 0; at < parts.length; ) {
      const first = parts[at] as SyntaxNode
      if (first.name === 'type') at++
      const name = parts[at] as SyntaxNode
      const renamed = parts[at + 1]?.name === 'as' ? parts[at + 2] : undefined
      at += renamed === undefined ? 1 : 3
      specifiers.push({ statement, group, first, name, local: renamed ?? name })
    }
    return specifiers
  })
}

/** Imports, or exports, that name an entry. */
export const statementsOf = (source: Source, entry: string, kind: string): readonly SyntaxNode[] =>
  source.root.getChildren(kind).filter((statement) => {
    const from = statement.getChild('String')
    return from !== null && unquoted(source, from) === entry
  })

/** Local names of `import * as …` from an entry. */
export const namespacesOf = (source: Source, entry: string): readonly string[] =>
  statementsOf(source, entry, 'ImportDeclaration').flatMap((statement) => {
    const parts = childrenOf(statement)
    const at = parts.findIndex(({ name }) => name === 'Star')
    const local = at === -1 ? undefined : parts.slice(at).find(({ name }) => name === 'VariableDefinition')
    return local === undefined ? [] : [textOf(source, local)]
  })

/** Property names of a namespace in its uses, such as `synapse` in `subnetkit.synapse`. */
export function namespaceUses(source: Source, entry: string, wanted: string): readonly SyntaxNode[] {
  const namespaces = new Set(namespacesOf(source, entry))
  if (namespaces.size === 0) return []
  return nodesOf(source.root, 'MemberExpression').flatMap((node) => {
    const property = node.getChild('PropertyName')
    const [object] = childrenOf(node)
    const isUse = object !== undefined && namespaces.has(textOf(source, object))
    return isUse && property !== null && textOf(source, property) === wanted ? [property] : []
  })
}

/** Uses of a name of the file outside of its imports; `isShort` for `{ name }` in an object. */
export function usesOf(source: Source, local: string) {
  const found: { readonly node: SyntaxNode; readonly kind: 'use' | 'shorthand' | 'export' }[] = []
  for (const node of nodesOf(source.root, 'VariableName', 'TypeName', 'PropertyDefinition')) {
    if (textOf(source, node) !== local) continue
    const { parent } = node
    if (parent?.name === 'ImportGroup') continue
    if (node.name === 'PropertyDefinition') {
      if (parent !== null && isShorthand(parent)) found.push({ node, kind: 'shorthand' })
    } else if (parent?.name === 'ExportGroup') {
      const isOther = parent.parent?.getChild('String') !== null
      if (!isOther && node.prevSibling?.name !== 'as')
        found.push({ node, kind: node.nextSibling?.name === 'as' ? 'use' : 'export' })
    } else found.push({ node, kind: 'use' })
  }
  return found
}

/** True for `{ name }`, where name and value are one token. */
export const isShorthand = (property: SyntaxNode): boolean =>
  property.name === 'Property' && childrenOf(property).length === 1

/** True if the file declares a name besides importing it, so that a use may mean something else. */
export const isDeclaredLocally = (source: Source, name: string): boolean =>
  nodesOf(source.root, 'VariableDefinition', 'TypeDefinition').some(
    (node) => textOf(source, node) === name && !/^Import/.test(node.parent?.name ?? ''),
  )
