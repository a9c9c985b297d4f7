import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@subnetkit/base/files'

/** Files of pictures by the hash of their bytes, so that they outlive the process. */
export interface PictureFolder {
  /** Writes and removes in the order of the calls. Best effort: without the file, a picture is gone after a restart. */
  write(sha256: string, data: Uint8Array): void
  remove(sha256: string): void
  /** Resolves once everything is written. */
  settled(): Promise<void>
}

/** File of a picture. Nothing else in the folder is touched. */
const fileName = /^[0-9a-f]{64}$/

/** Opens a folder of pictures, and passes those in it to `keep`, the oldest first. A folder that cannot be made holds none. */
export async function openPictureFolder(
  folder: string,
  keep: (data: Uint8Array, sha256: string) => boolean,
): Promise<PictureFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {})
  const names = (await readdir(folder).catch(() => [])).filter((name) => fileName.test(name))
  const found = await Promise.all(
    names.map(async (name) => ({
      name,
      at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  )
  for (const { name } of found.toSorted((left, right) => left.at - right.at)) {
    const data = await readFile(join(folder, name)).catch(() => null)
    if (data === null || !keep(data, name)) await rm(join(folder, name), { force: true }).catch(() => {})
  }
  let last: Promise<unknown> = Promise.resolve()
  const after = (work: () => Promise<unknown>) => {
    last = last.then(work).catch(() => {})
  }
  return {
    write: (sha256, data) =>
      after(() => writeFileAtomic(join(folder, sha256), data, { mode: 0o600, overwrite: true })),
    remove: (sha256) => after(() => rm(join(folder, sha256), { force: true })),
    settled: async () => void (await last),
  }
}
