import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Resolution of modification times, generously: of file systems, and of clocks that are set. */
const marginMs = 5_000

/**
 * Syncs a directory and everything below it to disk; with `since`, a time in ms since the Unix epoch, only files that
 * were written after it. Files that vanish meanwhile no longer need it.
 */
export async function syncFiles(directory: string, since = Number.NEGATIVE_INFINITY): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true })
  await Promise.all(
    entries.map((entry) => {
      const path = join(directory, entry.name)
      return entry.isDirectory() ? syncFiles(path, since) : syncFile(path, since)
    }),
  )
  // The names of new files.
  await sync(directory, 'r')
}

async function syncFile(path: string, since: number): Promise<void> {
  try {
    if ((await stat(path)).mtimeMs >= since - marginMs) await sync(path, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

async function sync(path: string, flags: string): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
