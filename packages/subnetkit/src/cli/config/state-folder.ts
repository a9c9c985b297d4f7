import { access, constants, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reasonOf } from '@subnetkit/base'
import { toFileError } from '@subnetkit/base/files'
import { cliError } from '../errors.js'

/** Makes the folder of a file of unfinished work, private to the user. Throws STATE_DIR_UNUSABLE. */
export async function makeFolderOf(path: string): Promise<void> {
  const folder = dirname(path)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(folder, error)
  }
}

/** Refuses a state folder that is no folder or cannot be read; one that does not exist yet is fine. */
export async function checkStateFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw unusable(folder, error)
  })
  if (found === null) return
  if (!found.isDirectory()) throw unusable(folder, new Error('it is a file'))
  await access(folder, constants.R_OK | constants.X_OK).catch((error) => {
    throw unusable(folder, error)
  })
}

function unusable(path: string, error: unknown) {
  const known = toFileError(error, { what: 'the state folder', place: path })
  const detail = known ? `${known.details.detail} (${known.details.errno})` : reasonOf(error)
  return cliError('STATE_DIR_UNUSABLE', { path, detail }, { cause: error })
}
