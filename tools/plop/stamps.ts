import { readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type PlannedFile, planFiles } from '@subnetkit/templates'
import { root } from '../boundaries/workspace.js'

/** Packages of this repository that are stamps of a template. */
export const stamps = [
  { name: 'subnet-text', domain: 'text' },
  { name: 'subnet-image', domain: 'image' },
  { name: 'subnet-storage', domain: 'storage' },
  { name: 'subnet-prediction', domain: 'prediction' },
] as const
type Stamp = (typeof stamps)[number]

/** Folder of a stamp. */
export const folderOf = ({ name }: Stamp): string => join(root, 'packages', name)

/** Files that its template gives. */
export const planned = (stamp: Stamp): Promise<PlannedFile[]> =>
  planFiles({ ...stamp, packageManager: 'npm', flavour: 'workspace' })

/** Files that it has, without what the compiler, npm and changesets put there. */
export async function kept(stamp: Stamp): Promise<string[]> {
  const folder = folderOf(stamp)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/^(dist|\.types|node_modules)\/|\.tsbuildinfo$|^CHANGELOG\.md$/.test(path))
    .sort()
}
