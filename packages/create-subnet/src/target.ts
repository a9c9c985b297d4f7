import { lstat, readdir, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isDraft } from '@subnetkit/templates'
import { createError } from './errors.js'
import type { Leftovers } from './leftovers.js'

/** Throws TARGET_EXISTS unless the path is free, or a folder that is empty but for the leftovers. */
export async function requireFree(path: string, shown: string, leftovers: Leftovers): Promise<void> {
  const failed = (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw unwritable(error, shown)
  }
  const named = placeName(shown)
  const refuse = (detail: string, fix = 'Choose another name, or move what is there.') =>
    createError('TARGET_EXISTS', { path: named, detail, fix })
  const link = await lstat(path).catch(failed)
  if (link === null) return
  const found = await stat(path).catch(failed)
  if (found === null) throw refuse(`is a symbolic link to ${await readlink(path)}, which does not exist`)
  if (!found.isDirectory()) throw refuse('exists and is not a folder')
  const names = (await readdir(path).catch(failed)) ?? []
  const left = names.filter((name) => !leftovers.paths.includes(join(path, name)))
  if (left.length === 0) return
  if (leftovers.writer !== null) {
    const detail = `is being filled by another run of create-subnet (process ${leftovers.writer})`
    throw refuse(detail, 'Wait for it, or choose another name.')
  }
  if (leftovers.foreign !== null) {
    const { foreign } = leftovers
    const detail = `has the rest of a run of create-subnet that was killed, and files that it did not write, or not like this, such as ${foreign}`
    throw refuse(detail, 'Choose another name, or move what is yours and run it again.')
  }
  throw refuse(`is not empty: it has ${left.find((name) => !isDraft(name)) ?? left[0]}`)
}

/** Reason and fix for an error of the file system in the folder. */
export function unwritable(error: NodeJS.ErrnoException, path: string) {
  const [detail, fix] = reasons[error.code ?? ''] ?? [error.message, 'Choose another folder.']
  return createError('TARGET_UNWRITABLE', { path: placeName(path), detail, fix }, { cause: error })
}

const placeName = (shown: string): string => (shown === '.' ? 'the working folder' : shown)

const elsewhere = 'Run it in a folder that your user can write to.'

const reasons: Readonly<Record<string, readonly [detail: string, fix: string]>> = {
  EACCES: ['your user may not write there', elsewhere],
  EPERM: ['your user may not write there', elsewhere],
  EROFS: ['the file system is read-only', elsewhere],
  ENOSPC: ['the disk is full', 'Free some space (about 200 MB with packages) and run it again.'],
  EDQUOT: ['your quota is used up', 'Free some space (about 200 MB with packages) and run it again.'],
  ENAMETOOLONG: ['the path is too long', 'Run it in a folder with a shorter path.'],
  ENOENT: ['the folder that it is in was removed', 'Run it in a folder that exists.'],
  ENOTDIR: ['a part of the path is a file', 'Choose a path of folders.'],
  ELOOP: ['a symbolic link in the path leads to itself', 'Choose another path.'],
  ENOTEMPTY: ['something was put there meanwhile', 'Choose another name, or move what is there.'],
  EEXIST: ['something was put there meanwhile', 'Choose another name, or move what is there.'],
}
