import { readFile, rm, writeFile } from 'node:fs/promises'

/** Files as they were, so that they can be as they were again. */
export interface Snapshot {
  /** Notes what the upgrade has made of the files. */
  seal(): Promise<void>
  /** Gives the files their former content; returns those that others have changed since the seal, which it leaves. */
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
  for (const path of paths) before.set(path, await contentOf(path))
  let after: Map<string, Buffer | null> | null = null
  return {
    async seal() {
      const sealed = new Map<string, Buffer | null>()
      for (const path of paths) sealed.set(path, await contentOf(path))
      after = sealed
    },
    async restore() {
      const left: string[] = []
      for (const [path, content] of before) {
        const now = await contentOf(path)
        if (isSame(now, content)) continue
        if (after !== null && !isSame(now, after.get(path) ?? null)) {
          left.push(path)
          before.delete(path)
        } else if (content === null) await rm(path, { force: true })
        // In place: the file keeps its permissions, and a link stays one.
        else await writeFile(path, content)
      }
      after = null
      return left
    },
  }
}
