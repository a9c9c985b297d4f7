import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSubnetError } from '@subnetkit/base'
import { walletError } from '../errors.js'
import { codeOf } from './small-file.js'

/**
 * Puts a file in place as a whole or not at all, readable by its owner only (0600, new folders 0700), and through a
 * power cut. Throws KEYFILE_EXISTS when one is there that may not be overwritten, however late it came, and
 * KEYFILE_NOT_WRITTEN.
 */
export async function writeFileAtomically(
  path: string,
  data: Uint8Array,
  { overwrite }: { readonly overwrite: boolean },
): Promise<void> {
  const folder = dirname(path)
  const draft = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeThrough(draft, data)
    try {
      await (overwrite ? rename(draft, path) : linkNew(draft, path))
    } finally {
      await rm(draft, { force: true })
    }
    await syncFolder(folder)
  } catch (error) {
    if (isSubnetError(error)) throw error
    throw walletError('KEYFILE_NOT_WRITTEN', { path, detail: codeOf(error) ?? 'an unknown reason' })
  }
}

async function writeThrough(path: string, data: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    // The mode above is subject to the umask, this one is not.
    await file.chmod(0o600)
    await file.writeFile(data)
    await file.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

/** Gives the file its name unless the name is taken: decided by the file system, so that no second writer slips in. */
async function linkNew(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path).catch((error) => {
      // Some file systems have no hard links.
      if (!withoutLinks.includes(codeOf(error) ?? '')) throw error
      return copyFile(draft, path, constants.COPYFILE_EXCL)
    })
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? walletError('KEYFILE_EXISTS', { path }) : error
  }
}

const withoutLinks: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder to sync it.
  const folder = await open(path, 'r').catch(() => undefined)
  try {
    await folder?.sync()
  } catch {
    // The file itself is synced; that its folder cannot be is a property of the file system.
  } finally {
    await folder?.close()
  }
}
