import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSubnetError, reasonOf } from '@subnetkit/base'
import { readSmallFile } from '../../../config/json-file.js'
import { cliError } from '../../../errors.js'

/** Folders whose Python is not the subnet's own. */
const skipped: ReadonlySet<string> = new Set([
  ...['node_modules', 'venv', 'env', 'site-packages', 'build', 'dist', '__pycache__'],
  ...['docs', 'doc', 'tests', 'test', 'examples', 'contrib', 'scripts'],
])
/** More than any fork has. */
const most = { files: 4_000, entries: 100_000, levels: 40, bytes: 64 * 2 ** 20, brackets: 200 }

/** A file of the fork that was not read. */
export interface UnreadFile {
  readonly path: string
  readonly reason: string
}

/** Python of a fork. */
export interface PythonFiles {
  /** Texts by their path in the fork, sorted. */
  readonly texts: ReadonlyMap<string, string>
  readonly unread: readonly UnreadFile[]
}

/**
 * Reads the Python files below a folder. Links are not followed: they may lead out of the fork, or around in a circle. Throws
 * FILE_INVALID for a folder that cannot be read, or is larger than any fork.
 */
export async function readPythonFiles(folder: string): Promise<PythonFiles> {
  const unread: UnreadFile[] = []
  const paths = await findPaths(folder, unread)
  const texts = new Map<string, string>()
  let bytes = 0
  for (const path of paths) {
    const text = await readText(folder, path)
    if (typeof text !== 'string') unread.push(text)
    else texts.set(path, text)
    bytes += typeof text === 'string' ? text.length : 0
    if (bytes > most.bytes) throw tooLarge(folder, `more than ${most.bytes} bytes of Python`)
  }
  return { texts, unread }
}

async function findPaths(folder: string, unread: UnreadFile[]): Promise<readonly string[]> {
  const found: string[] = []
  let entries = 0
  async function walk(inside: string, level: number): Promise<void> {
    for (const entry of await entriesOf(folder, inside)) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      const isSkipped = entry.name.startsWith('.') || skipped.has(entry.name)
      entries += 1
      if (entries > most.entries) throw tooLarge(folder, `more than ${most.entries} files and folders`)
      if (entry.isSymbolicLink() && !isSkipped)
        unread.push({ path, reason: 'it is a symbolic link, and links are not followed' })
      else if (entry.isDirectory() && !isSkipped) {
        if (level >= most.levels) throw tooLarge(folder, `more than ${most.levels} folders in each other`)
        await walk(path, level + 1)
      } else if (entry.isFile() && entry.name.endsWith('.py')) found.push(path)
      if (found.length > most.files) throw tooLarge(folder, `more than ${most.files} Python files`)
    }
  }
  await walk('', 0)
  return found.sort()
}

async function entriesOf(folder: string, inside: string) {
  try {
    return await readdir(join(folder, inside), { withFileTypes: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reasons = new Map([
      ['ENOENT', 'there is no such folder'],
      ['ENOTDIR', 'it is no folder'],
    ])
    throw cliError('FILE_INVALID', {
      path: join(folder, inside),
      detail: reasons.get(code ?? '') ?? `it cannot be read (${code})`,
      fix: 'Name the folder of a fork of the Python template.',
    })
  }
}

const tooLarge = (folder: string, detail: string): Error =>
  cliError('FILE_INVALID', {
    path: folder,
    detail: `it has ${detail}, more than any fork`,
    fix: 'Name the folder of the fork itself, the one with neurons/miner.py.',
  })

/** Text of a file of the fork, or why it was not read. */
async function readText(folder: string, path: string): Promise<string | UnreadFile> {
  try {
    const text = await readSmallFile(join(folder, path), path)
    if (text.includes('\0')) return { path, reason: 'it is no text' }
    if (depthOf(text) > most.brackets)
      return {
        path,
        reason: `it has more than ${most.brackets} brackets in each other, as Python does not read either`,
      }
    return text
  } catch (error) {
    return { path, reason: isSubnetError(error) ? String(error.details.detail) : reasonOf(error) }
  }
}

const tokens =
  /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|#.*|[()[\]{}]/g

/** The most brackets that are open at once. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const [token] of text.matchAll(tokens)) {
    if ('([{'.includes(token)) depth += 1
    else if (')]}'.includes(token)) depth = Math.max(0, depth - 1)
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** Text of a file that a fork may have; null where there is none that can be read. */
export async function readOptional(folder: string, path: string): Promise<string | null> {
  const entry = await lstat(join(folder, path)).catch(() => null)
  if (!entry?.isFile()) return null
  const text = await readText(folder, path)
  return typeof text === 'string' ? text : null
}
