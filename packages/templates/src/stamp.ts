import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
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
 * Writes a stamp beside its target, then renames it: the target has all files or does not exist, whatever happens. An empty
 * folder that exists, which may be the working folder, stays: the files are moved into it, package.json last. Rejects with
 * the error of the file system or the signal's reason; what was written until then is removed.
 */
export async function stamp({ target, answers, signal }: StampOptions): Promise<void> {
  const files = await planFiles(answers)
  const exists = await isEmptyFolder(target)
  const parent = exists ? target : dirname(resolve(target))
  const draft = join(parent, `.${basename(target)}-${randomBytes(6).toString('hex')}`)
  const madeParent = await mkdir(parent, { recursive: true })
  try {
    for (const { path, content } of files) {
      signal?.throwIfAborted()
      await mkdir(dirname(join(draft, path)), { recursive: true })
      await writeFile(join(draft, path), content)
    }
    signal?.throwIfAborted()
    await (exists ? moveInto(target, draft) : rename(draft, target))
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

/** False without the folder. Rejects with ENOTEMPTY for one that has files, and with ENOTDIR for a file. */
async function isEmptyFolder(path: string): Promise<boolean> {
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (entries !== null) requireNone(entries, path)
  return entries !== null
}

function requireNone(entries: readonly string[], path: string): void {
  if (entries.length > 0) throw Object.assign(new Error(`${path} is not empty`), { code: 'ENOTEMPTY' })
}

/** Moves the files of a draft, which is in the folder; takes them away again where one cannot be moved. */
async function moveInto(target: string, draft: string): Promise<void> {
  const others = (await readdir(target)).filter((name) => name !== basename(draft))
  requireNone(others, target)
  const names = (await readdir(draft)).sort((a, b) => Number(a === manifest) - Number(b === manifest))
  const moved: string[] = []
  try {
    for (const name of names) {
      await rename(join(draft, name), join(target, name))
      moved.push(name)
    }
    await rmdir(draft)
  } catch (error) {
    for (const name of moved) await rm(join(target, name), { recursive: true, force: true })
    throw error
  }
}

const manifest = 'package.json'
