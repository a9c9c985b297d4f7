import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import type { PlannedFile } from '../add/plan.js'

/** Files as they were, so that they can be as they were again. */
export interface Snapshot {
  /** Notes the present content of files as the upgrade's own: whatever replaces it from now on is someone else's. */
  seal(paths: readonly string[]): Promise<void>
  /** Gives the files their former content; returns those that others have changed since their seal, which it leaves. */
  restore(): Promise<readonly string[]>
  /** Everything that another process needs to restore the files. */
  saved(): readonly SavedFile[]
}

/** A file of a snapshot. */
export interface SavedFile {
  readonly path: string
  /** In base64; null for none. */
  readonly before: string | null
  /** Hashes of what the upgrade writes; null for a file of the package manager, whose content is not known yet. */
  readonly own: readonly string[] | null
}

const contentOf = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })

const isSame = (a: Buffer | null, b: Buffer | null) => (a === null || b === null ? a === b : a.equals(b))

const hashOf = (content: Buffer | string | null) =>
  content === null ? 'none' : createHash('sha256').update(content).digest('hex')

/** Keeps the content of files, and which do not exist. The planned ones are the upgrade's own as they will be. */
export async function takeSnapshot(
  paths: readonly string[],
  planned: readonly PlannedFile[] = [],
): Promise<Snapshot> {
  const before = new Map<string, Buffer | null>()
  for (const path of paths) before.set(path, await contentOf(path))
  return snapshotOf(before, new Map(planned.map(({ path, after }) => [path, hashOf(after)])), new Map())
}

/** The snapshot of another process. */
export function savedSnapshot(files: readonly SavedFile[]): Snapshot {
  const before = files.map(({ path, before: text }) => [path, text && Buffer.from(text, 'base64')] as const)
  const own = files.flatMap(({ path, own: hashes }) => (hashes === null ? [] : [[path, hashes] as const]))
  return snapshotOf(
    new Map(before.map(([path, content]) => [path, content === '' ? Buffer.alloc(0) : content])),
    new Map(),
    new Map(own),
  )
}

/** Files of a snapshot whose content is another one now. */
export async function changedSince(files: readonly SavedFile[]): Promise<readonly string[]> {
  const changed: string[] = []
  for (const { path, before } of files) {
    const now = await contentOf(path)
    if ((now?.toString('base64') ?? null) !== before) changed.push(path)
  }
  return changed
}

function snapshotOf(
  before: Map<string, Buffer | null>,
  planned: ReadonlyMap<string, string>,
  sealed: Map<string, readonly string[]>,
): Snapshot {
  return {
    async seal(ours) {
      for (const path of ours) {
        const next = planned.get(path)
        sealed.set(path, [hashOf(await contentOf(path)), ...(next === undefined ? [] : [next])])
      }
    },
    async restore() {
      const left: string[] = []
      for (const [path, content] of before) {
        const now = await contentOf(path)
        if (isSame(now, content)) continue
        const own = sealed.get(path)
        if (own !== undefined && !own.includes(hashOf(now))) left.push(path)
        else if (content === null) await rm(path, { force: true })
        // In place: the file keeps its permissions, and a link stays one.
        else await writeFile(path, content)
      }
      for (const path of left) before.delete(path)
      sealed.clear()
      return left
    },
    saved: () =>
      [...before].map(([path, content]) => {
        const next = planned.get(path)
        const own = sealed.get(path) ?? (next === undefined ? null : [next])
        return { path, before: content?.toString('base64') ?? null, own }
      }),
  }
}
