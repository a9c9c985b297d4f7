import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readSmallFile } from '../../../config/json-file.js'
import { cliError } from '../../../errors.js'

/** Folders whose Python is not the subnet's own. */
const skipped: ReadonlySet<string> = new Set([
  ...['node_modules', 'venv', 'env', 'site-packages', 'build', 'dist', '__pycache__'],
  ...['docs', 'doc', 'tests', 'test', 'examples', 'contrib', 'scripts'],
])
/** More files than any fork has. */
const mostFiles = 4_000

/** Paths of the Python files below a folder, relative to it and sorted. Throws FILE_INVALID for a folder that cannot be read. */
export async function findPythonFiles(folder: string): Promise<readonly string[]> {
  const found: string[] = []
  async function walk(inside: string): Promise<void> {
    const entries = await readdir(join(folder, inside), { withFileTypes: true })
    for (const entry of entries) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      if (entry.isDirectory() && !entry.name.startsWith('.') && !skipped.has(entry.name)) await walk(path)
      else if (entry.isFile() && entry.name.endsWith('.py')) found.push(path)
    }
  }
  await walk('').catch((error: NodeJS.ErrnoException) => {
    const detail = error.code === 'ENOENT' ? 'there is no such folder' : `it cannot be read (${error.code})`
    throw cliError('FILE_INVALID', {
      path: folder,
      detail,
      fix: 'Name the folder of a fork of the Python template.',
    })
  })
  if (found.length > mostFiles) {
    const detail = `it has ${found.length} Python files, more than ${mostFiles}`
    throw cliError('FILE_INVALID', { path: folder, detail, fix: 'Name the folder of the fork itself.' })
  }
  return found.sort()
}

/** Text of a file of the fork; null where there is none or it is too large. */
export const readOptional = (folder: string, path: string): Promise<string | null> =>
  readSmallFile(join(folder, path)).catch(() => null)
