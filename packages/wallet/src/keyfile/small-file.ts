import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** More than any keyfile or password; a mistaken path cannot fill the memory. */
const limit = 65_536

/** Reads a regular file of at most 64 KiB. `refused` creates the error for any problem with it. */
export async function readSmallFile(
  path: string,
  refused: (detail: string, code: string | undefined) => Error,
): Promise<Buffer> {
  let file: FileHandle | undefined
  try {
    // Not blocking: a pipe without a writer would never open.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const { size } = await regular(file)
    const bytes = Buffer.alloc(Math.min(size, limit) + 1)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    if (bytesRead > limit) throw new Refused(`it has more than ${limit} bytes`)
    return bytes.subarray(0, bytesRead)
  } catch (error) {
    const code = codeOf(error)
    throw refused(error instanceof Refused ? error.message : (code ?? 'it could not be opened'), code)
  } finally {
    await file?.close()
  }
}

class Refused extends Error {}

async function regular(file: FileHandle) {
  const stats = await file.stat()
  if (!stats.isFile()) throw new Refused('it is not a regular file')
  return stats
}

/** The name of an error of the operating system, such as EACCES. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
