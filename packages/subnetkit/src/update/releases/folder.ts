import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Places in a folder of releases. */
export interface ReleasesFolder {
  readonly path: string
  readonly journal: string
  readonly lock: string
  /** Written by the process that supervises, with its identity. */
  readonly supervisor: string
  /** Link to the release that runs. */
  readonly current: string
  /** Written by a validator's process before its first line of code. */
  readonly pidFile: string
  /** Written by `subnet update`, and taken by the process that supervises. */
  readonly request: string
  /** Folder of a release by its name. */
  release(name: string): string
  readonly downloads: string
}

/** Opens a folder of releases, and makes it if need be. */
export async function openFolder(path: string): Promise<ReleasesFolder> {
  const folder = placesIn(path)
  await mkdir(join(path, 'releases'), { recursive: true, mode: 0o700 })
  await mkdir(folder.downloads, { recursive: true, mode: 0o700 })
  return folder
}

export const placesIn = (path: string): ReleasesFolder => ({
  path,
  journal: join(path, 'state.json'),
  lock: join(path, 'lock'),
  supervisor: join(path, 'supervisor.json'),
  current: join(path, 'current'),
  pidFile: join(path, 'validator.pid'),
  request: join(path, 'request.json'),
  downloads: join(path, 'downloads'),
  release: (name) => join(path, 'releases', name),
})

/** Makes a release current in one step: a reader of the link finds the old one or the new one. Does nothing if it is. */
export async function makeCurrent({ path, current }: ReleasesFolder, name: string): Promise<void> {
  const target = join('releases', name)
  if ((await readlink(current).catch(() => null)) === target) return
  const draft = join(path, `.current.${randomBytes(6).toString('hex')}`)
  await symlink(target, draft)
  await rename(draft, current)
  const directory = await open(path, 'r')
  await directory.sync().finally(() => directory.close())
}

/** Removes releases and downloads that are none of those to keep, and drafts that a crash has left. */
export async function cleanUp(folder: ReleasesFolder, keep: readonly string[]): Promise<void> {
  for (const name of await readdir(join(folder.path, 'releases')))
    if (!keep.includes(name)) await rm(folder.release(name), { recursive: true, force: true })
  for (const name of await readdir(folder.downloads)) await rm(join(folder.downloads, name), { force: true })
  for (const name of await readdir(folder.path))
    if (name.startsWith('.current.')) await rm(join(folder.path, name), { force: true })
}
