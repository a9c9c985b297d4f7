import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasNoLinks } from './errno.js'

export interface WriteFileOptions {
  /**
   * Permissions, regardless of the umask.
   * @default 0o600
   */
  readonly mode?: number | undefined
  /**
   * False fails with EEXIST when the file exists, however late it appeared.
   * @default true
   */
  readonly overwrite?: boolean | undefined
}

/**
 * Writes a file as a whole or not at all: after a crash or a power cut, a reader finds the old content or the new one.
 * Content and name are on the disk when this resolves. The folder must exist. Throws the file system's errors; nothing
 * half-written stays behind.
 */
export async function writeFileAtomic(
  path: string,
  data: string | Uint8Array,
  { mode = 0o600, overwrite = true }: WriteFileOptions = {},
): Promise<void> {
  const folder = dirname(path)
  const draft = join(folder, `.${basename(path).slice(0, 200)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await writeDraft(draft, data, mode)
    if (overwrite) await rename(draft, path)
    else await linkNew(draft, path)
  } finally {
    await rm(draft, { force: true })
  }
  await syncFolder(folder)
}

async function writeDraft(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    // The mode above is subject to the umask, this one is not.
    await file.chmod(mode)
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Names the file unless the name is taken; the file system decides, so that no second writer slips in. */
async function linkNew(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path)
  } catch (error) {
    if (!hasNoLinks(error)) throw error
    await copyFile(draft, path, constants.COPYFILE_EXCL)
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  const folder = await open(path, 'r').catch(() => undefined)
  try {
    await folder?.sync()
  } catch {
    // Some file systems sync no folders. The content itself is synced.
  } finally {
    await folder?.close()
  }
}
