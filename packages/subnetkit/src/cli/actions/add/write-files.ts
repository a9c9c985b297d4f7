import { readFile, realpath, rm, stat } from 'node:fs/promises'
import { isSubnetError } from '@subnetkit/base'
import { toFileError, writeFileAtomic } from '@subnetkit/base/files'
import { cliError } from '../../errors.js'
import type { PlannedFile } from './plan.js'

/**
 * Writes all files, each as a whole; new ones first, so that no file imports one that is missing. If one fails, those before it get
 * their former content again. Throws FILE_INVALID for a file that has changed since it was read, and the errors of files.
 */
export async function writeFiles(files: readonly PlannedFile[]): Promise<void> {
  for (const { path, before } of files) await refuseChanged(path, before)
  const written: PlannedFile[] = []
  try {
    for (const file of files) {
      await write(file.path, file.after, file.before === null)
      written.push(file)
    }
  } catch (error) {
    for (const { path, before } of written.reverse()) {
      if (before === null) await rm(path, { force: true })
      else await write(path, before, false)
    }
    if (isSubnetError(error)) throw error
    const place = files[written.length]?.path ?? ''
    throw toFileError(error, { what: 'the source', place }) ?? error
  }
}

/** Writes the file that a link names, with the permissions that it has. */
async function write(path: string, text: string, isNew: boolean): Promise<void> {
  if (isNew) return writeFileAtomic(path, text, { mode: 0o644, overwrite: false })
  const file = await realpath(path)
  const { mode } = await stat(file)
  await writeFileAtomic(file, text, { mode: mode & 0o777 })
}

async function refuseChanged(path: string, before: string | null): Promise<void> {
  const now = await readFile(path, 'utf8').catch(() => null)
  if (now === before) return
  const detail = 'it was changed while the addition was planned'
  throw cliError('FILE_INVALID', { path, detail, fix: 'Run the command again.' })
}
