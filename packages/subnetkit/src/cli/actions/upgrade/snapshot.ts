import { readFile, rm, writeFile } from 'node:fs/promises'

/** Files as they were, so that they can be as they were again. */
export interface Snapshot {
  /** Notes the present content of files as the upgrade's own: whatever replaces it from now on is someone else's. */
  seal(paths: readonly string[]): Promise<void>
  /** Gives the files their former content; returns those that others have changed since their seal, which it leaves. */
  restore(): Promise<readonly string[]>
}

const contentOf = (path: string): Promise<Buffer | null> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })

const isSame = (a: Buffer | null, b: Buffer | null) => (a === null || b === null ? a === b : a.equals(b))

/** Keeps the content of files, and which do not exist. */
export async function takeSnapshot(paths: readonly string[]): Promise<Snapshot> {
  const before = new Map<string, Buffer | null>()
  const sealed = new Map<string, Buffer | null>()
  for (const path of paths) before.set(path, await contentOf(path))
  return {
    async seal(ours) {
      for (const path of ours) sealed.set(path, await contentOf(path))
    },
    async restore() {
      const left: string[] = []
      for (const [path, content] of before) {
        const now = await contentOf(path)
        if (isSame(now, content)) continue
        const own = sealed.get(path)
        if (own !== undefined && !isSame(now, own)) left.push(path)
        else if (content === null) await rm(path, { force: true })
        // In place: the file keeps its permissions, and a link stays one.
        else await writeFile(path, content)
      }
      for (const path of left) before.delete(path)
      sealed.clear()
      return left
    },
  }
}
