import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Repository } from './repository.js'

/** Files that may import subnetkit. */
const isSource = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path)

/** Sources of a project, from its folder: those that git knows, or all without what is installed and built. */
export async function listSources(folder: string, repository: Repository | null): Promise<readonly string[]> {
  const files = repository === null ? await walk(folder, folder) : await repository.files()
  return files.filter(isSource).toSorted()
}

async function walk(root: string, at: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir(at, { withFileTypes: true })) {
    const path = join(at, entry.name)
    if (entry.isFile()) found.push(relative(root, path).split(sep).join('/'))
    const isLeft = entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === 'dist'
    if (entry.isDirectory() && !isLeft) found.push(...(await walk(root, path)))
  }
  return found
}
