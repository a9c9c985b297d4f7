import type { Source } from '../../syntax/tree.js'
import type { Project } from './project.js'
import { applyEdits, type Edit } from './source/edit.js'

/** A file as it will be. */
export interface PlannedFile {
  readonly path: string
  /** Null for a new file. */
  readonly before: string | null
  readonly after: string
  /** Texts that are put in; for a new file, none. */
  readonly added: readonly string[]
}

/** Everything that an addition changes. */
export interface Plan {
  /** Name of the part that is copied. */
  readonly like: string
  readonly files: readonly PlannedFile[]
}

/** Edits of one file. */
export type Change = readonly [source: Source, edits: readonly Edit[]]

/** Applies edits; those of one file may come apart. Throws SOURCE_UNREADABLE if a result would not parse. */
export function editFiles({ parse }: Project, changes: readonly Change[]): readonly PlannedFile[] {
  const sources = new Map(changes.map(([source]) => [source.path, source]))
  return [...sources.values()].map(({ path, text }) => {
    const edits = changes.flatMap(([source, some]) => (source.path === path ? some : []))
    const after = applyEdits(text, edits)
    parse(path, after)
    return { path, before: text, after, added: edits.map((edit) => edit.text) }
  })
}

/** Chooses the part to copy: by name, or the first. Undefined for a name that is not there. */
export const chosen = <T extends { readonly name: string }>(
  parts: readonly T[],
  like: string | undefined,
): T | undefined => (like === undefined ? parts[0] : parts.find(({ name }) => name === like))
