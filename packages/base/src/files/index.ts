export { fileError, toFileError } from './file-error.js'
export { type FileLock, type LockHolder, type LockOptions, lockFile } from './file-lock.js'
export type { ProcessIdentity } from './process-identity.js'
export { type WriteFileOptions, writeFileAtomic } from './write-file-atomic.js'
