import { randomBytes } from 'node:crypto'
import { link, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Options of {@link writeWhole}. */
export interface WriteOptions {
  /** False leaves a file as it is that exists already. @default true */
  readonly overwrite?: boolean
}

/** Bytes of a file: as a whole, or chunk by chunk. */
export type Content = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Writes a file as a whole or not at all: after a crash, a reader finds the old content or the new one. False if there is one that must stay. */
export async function writeWhole(
  path: string,
  content: Content,
  { overwrite = true }: WriteOptions = {},
): Promise<boolean> {
  const draft = join(dirname(path), `${draftPrefix}${basename(path)}-${randomBytes(6).toString('hex')}`)
  let isWritten = true
  try {
    const file = await open(draft, 'wx', 0o600)
    try {
      if (typeof content === 'string' || content instanceof Uint8Array) await file.writeFile(content)
      else for await (const chunk of content) await file.write(chunk)
      await file.sync()
    } finally {
      await file.close()
    }
    if (overwrite) await rename(draft, path)
    else isWritten = await link(draft, path).then(() => true, falseIfExists)
  } finally {
    await rm(draft, { force: true })
  }
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
  return isWritten
}

/** Name of what a process was killed in the middle of. */
export const draftPrefix = '.draft-'

function falseIfExists(error: NodeJS.ErrnoException): false {
  if (error.code !== 'EEXIST') throw error
  return false
}
