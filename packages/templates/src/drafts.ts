import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PlannedFile } from './plan-files.js'

/** A folder in which a stamp is written before it has its place; one that is still there was interrupted, or is being written. */
export interface Draft {
  readonly path: string
  /** Owner that was passed to the stamp; null if none was, or if it is not noted. */
  readonly owner: unknown
  /** Time of the note, in ms since 1970; null if there is none, and nothing else either: the stamp was killed before it. */
  readonly notedAtMs: number | null
  /** SHA-256 of each file, in hex, by its path in the stamp. */
  readonly files: ReadonlyMap<string, string>
}

const prefix = '.create-subnet-'
/** File that notes owner and files, beside the folder with them. */
const note = 'draft.json'

/** True for the name of a draft. */
export const isDraft = (name: string): boolean => name.startsWith(prefix)

/** Path of a new draft. */
export const newDraft = (parent: string): string => join(parent, `${prefix}${randomBytes(6).toString('hex')}`)

/** Folder of the stamp in a draft. */
export const projectIn = (draft: string): string => join(draft, 'project')

/** Writes a draft. Rejects with the file system's errors and the signal's reason. */
export async function writeDraft(
  draft: string,
  files: readonly PlannedFile[],
  { owner = null, signal }: { readonly owner?: unknown; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  await mkdir(draft)
  const sums = Object.fromEntries(files.map(({ path, content }) => [path, sha256(content)]))
  await writeFile(join(draft, note), JSON.stringify({ owner, files: sums }))
  for (const { path, content } of files) {
    signal?.throwIfAborted()
    const file = join(projectIn(draft), path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  signal?.throwIfAborted()
}

/** Drafts in a folder; none where the folder does not exist. Rejects with the file system's errors. */
export async function draftsIn(folder: string): Promise<Draft[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  return Promise.all(names.filter(isDraft).map((name) => readDraft(join(folder, name))))
}

async function readDraft(path: string): Promise<Draft> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null
    throw error
  })
  // Something else of that name.
  if (names === null) return { path, owner: null, notedAtMs: (await lstat(path)).mtimeMs, files: new Map() }
  if (names.length === 0) return { path, owner: null, notedAtMs: null, files: new Map() }
  const text = await readFile(join(path, note), 'utf8').catch(() => '')
  const { mtimeMs } = await lstat(names.includes(note) ? join(path, note) : path)
  const noted = parseNote(text)
  // A note that is cut off was not followed by files.
  const isCutOff = noted === null && names.length === 1 && names[0] === note
  const files = new Map(Object.entries(noted?.files ?? {}))
  return { path, owner: noted?.owner ?? null, notedAtMs: isCutOff ? null : mtimeMs, files }
}

interface Note {
  readonly owner: unknown
  readonly files: Readonly<Record<string, string>>
}

function parseNote(text: string): Note | null {
  try {
    return JSON.parse(text) as Note
  } catch {
    return null
  }
}

/** SHA-256 in hex, as drafts note it. */
export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
