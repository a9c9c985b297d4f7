import { defineErrors } from '../errors/define-errors.js'
import { isSubnetError, type SubnetError } from '../errors/subnet-error.js'
import { errnoOf } from './errno.js'

/** File system errors at a path where data is stored. None of them damages the stored data. */
export const fileError = defineErrors({
  DISK_FULL: {
    message: '{what} at {place} cannot be written: no space is left ({errno})',
    fix: 'Free space on the disk of {place}: what is kept there is intact. Start again what has ended; what runs goes on by itself.',
    transient: true,
  },
  PATH_UNWRITABLE: {
    message: '{what} at {place} cannot be used: {detail} ({errno})',
    fix: 'Give the user that runs this read and write access to {place}, or choose another path.',
  },
  PATH_INVALID: {
    message: '{what} cannot be at {place}: {detail} ({errno})',
    fix: 'Choose another path than {place}.',
  },
  DISK_FAILED: {
    message: '{what} at {place} cannot be read or written: the system says {detail} ({errno})',
    fix: 'Check the disk of {place} and the limits of this process, then start again.',
  },
})

export type Kind = keyof typeof fileError.catalogue

/** Codes of file system errors; any other becomes DISK_FAILED. */
const meanings: Readonly<Record<string, readonly [Kind, detail: string]>> = {
  ENOSPC: ['DISK_FULL', 'no space is left'],
  EDQUOT: ['DISK_FULL', 'the quota of this user is used up'],
  EFBIG: ['DISK_FULL', 'the file has reached its largest size'],
  EACCES: ['PATH_UNWRITABLE', 'access is denied'],
  EPERM: ['PATH_UNWRITABLE', 'access is denied'],
  EROFS: ['PATH_UNWRITABLE', 'the file system is mounted read-only'],
  ENOTDIR: ['PATH_INVALID', 'a part of the path is a file where a directory is needed'],
  EEXIST: ['PATH_INVALID', 'a part of the path is a file where a directory is needed'],
  EISDIR: ['PATH_INVALID', 'a directory of that name is in the way of the file'],
  ENAMETOOLONG: ['PATH_INVALID', 'the path is too long for the file system'],
  ELOOP: ['PATH_INVALID', 'its symbolic links lead in a circle'],
  ENOENT: ['PATH_INVALID', 'its directory does not exist'],
  ENOTEMPTY: ['PATH_INVALID', 'a directory of that name is in the way of the file'],
}

/**
 * Converts a file system error to DISK_FULL, PATH_UNWRITABLE, PATH_INVALID or DISK_FAILED; null for any other error.
 * @param about `what` is stored, for the message, such as `the weights outbox`, and its `place`
 */
export function toFileError(
  error: unknown,
  about: { readonly what: string; readonly place: string },
): SubnetError<Kind> | null {
  const errno = errnoOf(error)
  if (isSubnetError(error) || errno === undefined || !isErrno(error)) return null
  const [code, detail] = meanings[errno] ?? ['DISK_FAILED', (error as Error).message]
  return fileError(code, { ...about, errno, detail }, { cause: error })
}

/** Node's own errors have codes too, such as ERR_INVALID_ARG_TYPE; those of the system have a number. */
const isErrno = (error: unknown) => typeof (error as NodeJS.ErrnoException).errno === 'number'
