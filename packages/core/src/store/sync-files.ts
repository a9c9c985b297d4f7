import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Syncs the files of a directory to disk. Those that vanish meanwhile no longer need it. */
export async function syncFiles(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  await Promise.all(files.map(({ name }) => syncFile(join(directory, name))))
}

async function syncFile(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+')
    try {
      await file.datasync()
    } finally {
      await file.close()
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
