import { lstat, readdir } from 'node:fs/promises'
import { createError } from './errors.js'

/** Throws TARGET_EXISTS unless the path is free or an empty folder. */
export async function requireFree(path: string, shown: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw unwritable(error, shown)
  })
  if (found === null) return
  if (!found.isDirectory())
    throw createError('TARGET_EXISTS', { path: shown, detail: 'exists and is not a folder' })
  const [first] = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(error, shown)
  })
  if (first === undefined) return
  throw createError('TARGET_EXISTS', { path: shown, detail: `is not empty: it has ${first}` })
}

/** Reason and fix for an error of the file system in the folder. */
export function unwritable(error: NodeJS.ErrnoException, path: string) {
  const [detail, fix] = reasons[error.code ?? ''] ?? [error.message, 'Choose another folder.']
  return createError('TARGET_UNWRITABLE', { path, detail, fix }, { cause: error })
}

const elsewhere = 'Run it in a folder that your user can write to.'

const reasons: Readonly<Record<string, readonly [detail: string, fix: string]>> = {
  EACCES: ['your user may not write there', elsewhere],
  EPERM: ['your user may not write there', elsewhere],
  EROFS: ['the file system is read-only', elsewhere],
  ENOSPC: ['the disk is full', 'Free some space (about 200 MB with packages) and run it again.'],
  EDQUOT: ['your quota is used up', 'Free some space (about 200 MB with packages) and run it again.'],
  ENAMETOOLONG: ['the path is too long', 'Run it in a folder with a shorter path.'],
  ENOTDIR: ['a part of the path is a file', 'Choose a path of folders.'],
  ENOTEMPTY: ['something was put there meanwhile', 'Choose another name, or move what is there.'],
  EEXIST: ['something was put there meanwhile', 'Choose another name, or move what is there.'],
}
