import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Answers } from './answers.js'
import { planFiles } from './plan-files.js'

/** Options of {@link stamp}. */
export interface StampOptions {
  /** Folder that the stamp becomes: one that does not exist, or an empty one. */
  readonly target: string
  readonly answers: Answers
  /** Ends the stamp before its folder exists. @default none */
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes a stamp beside its target, then renames it: the target has all files or does not exist, whatever happens.
 * Rejects with the error of the file system or the signal's reason; what was written until then is removed.
 */
export async function stamp({ target, answers, signal }: StampOptions): Promise<void> {
  const files = await planFiles(answers)
  const parent = dirname(resolve(target))
  const draft = join(parent, `.${basename(target)}-${randomBytes(6).toString('hex')}`)
  const madeParent = await mkdir(parent, { recursive: true })
  try {
    for (const { path, content } of files) {
      signal?.throwIfAborted()
      await mkdir(dirname(join(draft, path)), { recursive: true })
      await writeFile(join(draft, path), content)
    }
    signal?.throwIfAborted()
    // Windows renames to no folder that exists.
    await rmdir(target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (madeParent !== undefined) await removeEmpty(parent, madeParent)
    throw error
  }
}

/** Removes the folders from one up to another that are empty: others may have written to them meanwhile. */
async function removeEmpty(from: string, to: string): Promise<void> {
  for (let at = from; ; at = dirname(at)) {
    const isRemoved = await rmdir(at).then(
      () => true,
      () => false,
    )
    if (!isRemoved || at === to) return
  }
}
