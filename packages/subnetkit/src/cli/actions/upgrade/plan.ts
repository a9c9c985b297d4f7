import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSubnetError } from '@subnetkit/base'
import { toFileError } from '@subnetkit/base/files'
import type { PlannedFile } from '../add/plan.js'
import { applyEdits, type Edit } from '../add/source/edit.js'
import type { ParseTypeScript } from '../add/source/typescript.js'
import type { Codemod } from './edit/codemod.js'
import { compareVersions, releaseOf } from './version-order.js'

/** Everything that an upgrade does to the sources. */
export interface SourcePlan {
  readonly files: readonly PlannedFile[]
  /** Places that are left to the owner. */
  readonly places: readonly Place[]
}

/** A place and what to do there. */
export interface Place {
  /** From the folder of the project. */
  readonly path: string
  /** From 1, in the file as it will be. */
  readonly line: number
  readonly instruction: string
}

/** Changes after one version and up to another; a prerelease has those of its release. */
export const codemodsBetween = (all: readonly Codemod[], from: string, to: string): readonly Codemod[] =>
  all
    .filter(
      ({ version }) => compareVersions(version, from) > 0 && compareVersions(version, releaseOf(to)) <= 0,
    )
    .toSorted((a, b) => compareVersions(a.version, b.version))

/** Runs codemods over sources, in memory. A file that cannot be read as TypeScript is left to its owner. */
export async function planSources(
  parse: ParseTypeScript,
  folder: string,
  paths: readonly string[],
  codemods: readonly Codemod[],
): Promise<SourcePlan> {
  const files: PlannedFile[] = []
  const places: Place[] = []
  for (const path of codemods.length === 0 ? [] : paths) {
    const file = join(folder, path)
    const before = await readSource(file)
    if (before === null || !before.includes('subnetkit')) continue
    try {
      const { text, marks, added } = runAll(parse, file, before, codemods)
      if (text !== before) files.push({ path: file, before, after: text, added })
      places.push(
        ...marks.map(({ at, instruction }) => ({
          path,
          line: text.slice(0, at).split('\n').length,
          instruction,
        })),
      )
    } catch (error) {
      if (!isSubnetError(error) || error.code !== 'SOURCE_UNREADABLE') throw error
      const { line } = error.details as { readonly line: number }
      const instruction = `Follow these changes by hand, the file could not be read: ${codemods.map(({ summary }) => summary).join('; ')}.`
      places.push({ path, line, instruction })
    }
  }
  return { files, places }
}

/** Null for a link that leads nowhere or to a folder, and for a file that is gone: git knows those, too. */
const readSource = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return null
    throw toFileError(error, { what: 'the source', place: path }) ?? error
  })

function runAll(parse: ParseTypeScript, path: string, before: string, codemods: readonly Codemod[]) {
  let text = before
  let marks: { readonly at: number; readonly instruction: string }[] = []
  const added: string[] = []
  for (const { edit } of codemods) {
    const { edits, places } = edit(parse(path, text))
    text = applyEdits(text, edits)
    added.push(...edits.map((one) => one.text))
    marks = [...marks, ...places].map((mark) => ({ ...mark, at: moved(mark.at, edits) }))
  }
  parse(path, text)
  return { text, marks, added }
}

/** Offset of a place after edits. */
const moved = (at: number, edits: readonly Edit[]): number =>
  edits.reduce((offset, { from, to, text }) => (to <= at ? offset + text.length - (to - from) : offset), at)
