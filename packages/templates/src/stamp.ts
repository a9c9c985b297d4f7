import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Answers } from './answers.js'
import { newDraft, projectIn, writeDraft } from './drafts.js'
import { planFiles } from './plan-files.js'

/** Options of {@link stamp}. */
export interface StampOptions {
  /** Folder that the stamp becomes: one that does not exist, or an empty one. */
  readonly target: string
  readonly answers: Answers
  /** Identity of the process as JSON, which `draftsIn` returns after a kill. @default none */
  readonly owner?: unknown
  /** Ends the stamp before its folder exists. @default none */
  readonly signal?: AbortSignal | undefined
}

/**
 * Writes a stamp beside its target, then renames it: the target has all files or does not exist, whatever happens. An empty
 * folder that exists, which may be the working folder, stays: the files are moved into it, package.json last. Rejects with
 * the error of the file system or the signal's reason; what was written until then is removed. A kill leaves a draft.
 */
export async function stamp({ target, answers, owner, signal }: StampOptions): Promise<void> {
  const files = await planFiles(answers)
  const exists = await isEmptyFolder(target)
  const parent = exists ? target : dirname(resolve(target))
  const madeParent = await mkdir(parent, { recursive: true })
  const draft = newDraft(parent)
  try {
    await writeDraft(draft, files, { owner, signal })
    await (exists ? moveInto(target, draft, signal) : rename(projectIn(draft), target))
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (madeParent !== undefined) await removeEmpty(parent, madeParent)
    throw error
  }
  await rm(draft, { recursive: true, force: true })
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

/** Moves the files of a draft, which is in the folder; takes them away again if it is stopped, or one cannot be moved. */
async function moveInto(target: string, draft: string, signal: AbortSignal | undefined): Promise<void> {
  requireNone(
    (await readdir(target)).filter((name) => join(target, name) !== draft),
    target,
  )
  const project = projectIn(draft)
  const names = (await readdir(project)).sort((a, b) => Number(a === manifest) - Number(b === manifest))
  const moved: string[] = []
  try {
    for (const name of names) {
      signal?.throwIfAborted()
      await rename(join(project, name), join(target, name))
      moved.push(name)
    }
  } catch (error) {
    for (const name of moved) await rm(join(target, name), { recursive: true, force: true })
    throw error
  }
}

const manifest = 'package.json'
