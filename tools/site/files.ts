import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../boundaries/workspace.js'
import { home, sections } from './sections.js'

/** All pages of the site, the first one first. */
export const allPages = [home, ...sections.flatMap(({ pages }) => pages)]

/** Texts of the pages by their files. */
export async function readPages(): Promise<Map<string, string>> {
  const read = async (source: string) => [source, await readFile(join(root, source), 'utf8')] as const
  return new Map(await Promise.all(allPages.map(({ source }) => read(source))))
}

/** True for a folder of the repository. */
export const isFolder = (path: string): boolean =>
  statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false
