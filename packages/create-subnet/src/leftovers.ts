import { lstat, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { isRunning, type ProcessIdentity } from '@subnetkit/base/files'
import { type Draft, draftsIn, isDraft, sha256 } from '@subnetkit/templates'

/** Leftovers of killed runs at a target, and the reason for which they cannot be removed. */
export interface Leftovers {
  /** Files and folders that can go: every byte of them was written by create-subnet. */
  readonly paths: readonly string[]
  /** Pid of a run that writes to the target now; null without one. */
  readonly writer: number | null
  /** Entry that keeps what a killed run left from being removed: a run did not write it, or not like this; null without one. */
  readonly foreign: string | null
}

/**
 * Finds drafts beside a target that does not exist, or in a folder that does, with the files that were moved out of them. Rejects with the
 * file system's errors.
 */
export async function findLeftovers(target: string): Promise<Leftovers> {
  const isFolder = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  )
  const drafts = await draftsIn(isFolder ? target : dirname(target))
  const states = drafts.map((draft) => ({ draft, isAlive: isAlive(draft) }))
  const dead = states.filter(({ isAlive }) => isAlive === false).map(({ draft }) => draft)
  if (!isFolder) return { paths: dead.map(({ path }) => path), writer: null, foreign: null }
  const living = states.find(({ isAlive }) => isAlive === true)?.draft
  const writer = living === undefined ? null : (ownerOf(living)?.pid ?? null)
  const [draft] = dead
  // Files of two runs that were killed look the same.
  if (draft === undefined || states.length > 1) return { paths: [], writer, foreign: null }
  const names = (await readdir(target)).filter((name) => !isDraft(name))
  const foreign = await foreignIn(target, names, draft)
  const paths = foreign === null ? [draft.path, ...names.map((name) => join(target, name))] : []
  return { paths, writer, foreign }
}

/** Removes them. Rejects with the file system's errors. */
export async function removeLeftovers({ paths }: Leftovers): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true })
}

/** The first entry with a file that is not one of the draft's, unchanged; null if there is none. */
async function foreignIn(folder: string, names: readonly string[], { files }: Draft): Promise<string | null> {
  for (const name of names) {
    for (const path of await filesIn(join(folder, name))) {
      const planned = files.get(relative(folder, path).split(sep).join('/'))
      if (planned === undefined || planned !== sha256(await readFile(path))) return name
    }
  }
  return null
}

async function filesIn(path: string): Promise<string[]> {
  if (!(await lstat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
}

/** Time after which a process that cannot be seen counts as ended, in ms: a stamp takes a second. */
const longestMs = 600_000

/** Null for a process that cannot be seen, as in another container. */
function isAlive(draft: Draft): boolean | null {
  const { notedAtMs } = draft
  if (notedAtMs === null) return false
  const owner = ownerOf(draft)
  if (owner === null) return null
  // After a restart of the machine its processes cannot be seen either.
  return isRunning(owner) ?? (Date.now() - notedAtMs > longestMs ? false : null)
}

function ownerOf({ owner }: Draft): ProcessIdentity | null {
  const isIdentity = typeof owner === 'object' && owner !== null && 'pid' in owner && 'host' in owner
  return isIdentity ? (owner as ProcessIdentity) : null
}
