import { createHash } from 'node:crypto'
import type { FileId, FilesView } from '@subnetkit/core'
import type { KeyRecord } from '../keys/records.js'
import { ApiError } from '../wire/api-error.js'

/** Path of the objects, before their names. */
export const objectsPath = '/v1/objects/'

/**
 * The owner of a key's files: its project, whose keys share them, or the key itself. A project is named by a hash, since its name may be
 * anything.
 */
export function ownerOf({ id, project }: Pick<KeyRecord, 'id' | 'project'>): string {
  if (project === null) return `k-${id}`
  return `p-${createHash('sha256').update(project).digest('hex').slice(0, 18)}`
}

/** The file that a path names. Throws ApiError for a name that no file can have. */
export function fileIdOf(
  path: string,
  key: KeyRecord,
  { maxNameBytes }: Pick<FilesView, 'maxNameBytes'>,
): FileId {
  const refuse = (why: string) =>
    new ApiError('invalid_value', `The name of the object ${why}.`, { param: 'name' })
  let name: string
  try {
    name = decodeURIComponent(path.slice(objectsPath.length)).normalize('NFC')
  } catch {
    throw refuse('is not valid UTF-8, percent-encoded')
  }
  if (name === '' || /\p{Cc}|\p{Surrogate}/u.test(name)) throw refuse('is empty or has control characters')
  if (encodeURIComponent(name).length > maxNameBytes) {
    throw refuse(`has more than ${maxNameBytes} bytes, percent-encoded`)
  }
  return { owner: ownerOf(key), name }
}
