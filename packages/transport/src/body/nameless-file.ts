import { randomBytes } from 'node:crypto'
import { close, closeSync, constants, open, openSync, unlink, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { configError, reasonOf } from '@subnetkit/base'
import { transportError } from '../errors/transport-error.js'

const openFile = promisify(open)
const removeFile = promisify(unlink)

/** Linux opens a file that never has a name, which not even a kill leaves behind. Null elsewhere. */
const withoutName =
  process.platform === 'linux'
    ? 0o20000000 | constants.O_DIRECTORY | constants.O_RDWR | constants.O_EXCL
    : null
const withName = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL
const mode = 0o600

/** Opens a file that no other process can open and that ends with this one. Rejects with SPOOL_FAILED. */
export async function openNameless(directory: string): Promise<number> {
  try {
    if (withoutName !== null) return await openFile(directory, withoutName, mode)
  } catch (error) {
    if (!isUnsupported(error)) failed('opened')(error)
  }
  return await openNamed(nameIn(directory)).catch(failed('opened'))
}

async function openNamed(path: string): Promise<number> {
  const fd = await openFile(path, withName, mode)
  try {
    await removeFile(path)
    return fd
  } catch (error) {
    close(fd, () => {})
    throw error
  }
}

/** Tries the folder. Throws CONFIG_INVALID. */
export function checkFolder(directory: string): void {
  try {
    closeSync(openNow(directory))
  } catch (cause) {
    const detail = `no file can be created in ${directory}: ${reasonOf(cause)}`
    const fix = 'Create the folder, or set spool.directory to one with space in which files can be created.'
    throw configError('CONFIG_INVALID', { place: 'spool.directory', detail, fix }, { cause })
  }
}

function openNow(directory: string): number {
  try {
    if (withoutName !== null) return openSync(directory, withoutName, mode)
  } catch (error) {
    if (!isUnsupported(error)) throw error
  }
  const path = nameIn(directory)
  const fd = openSync(path, withName, mode)
  unlinkSync(path)
  return fd
}

const nameIn = (directory: string) => join(directory, `subnetkit-${randomBytes(16).toString('hex')}`)

/** The kernel or the file system has no files without a name. */
function isUnsupported(error: unknown): boolean {
  return /^(EOPNOTSUPP|ENOTSUP|EISDIR|EINVAL|ENOSYS)$/.test(codeOf(error))
}

const codeOf = (error: unknown) => String(Object(error).code ?? '')

/** Returns a function that throws an error of the system as SPOOL_FAILED, without the path, since callers read the message. */
export function failed(action: 'opened' | 'written' | 'read') {
  return (cause: unknown): never => {
    throw transportError('SPOOL_FAILED', { action, reason: codeOf(cause) || reasonOf(cause) }, { cause })
  }
}
