import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'

const assets = new URL('../../assets/', import.meta.url)

/**
 * The archive of a database that is ready to be opened, as `npm run image` made it: initialising one takes seconds.
 * Null if there is none for the installed version of PGlite.
 */
export async function readImage(): Promise<Buffer | null> {
  try {
    const require = createRequire(import.meta.url)
    const manifest = join(require.resolve('@electric-sql/pglite'), '../../package.json')
    const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
    return await promisify(brotliDecompress)(await readFile(new URL(`pglite-${version}.tar.br`, assets)))
  } catch {
    // Another version, or a bundle without the file: the engine makes the database itself.
    return null
  }
}

/** Unpacks an archive into a directory that does not exist. */
export async function unpackImage(archive: Buffer, directory: string): Promise<void> {
  const entries = [...entriesOf(archive)]
  for (const { name, isDirectory } of entries) {
    if (isDirectory) await mkdir(join(directory, name), { recursive: true, mode: 0o700 })
  }
  await Promise.all(
    entries.flatMap(({ name, isDirectory, content }) =>
      isDirectory ? [] : [writeFile(join(directory, name), content, { mode: 0o600, flag: 'wx' })],
    ),
  )
}

interface ArchiveEntry {
  readonly name: string
  readonly isDirectory: boolean
  readonly content: Buffer
}

const blockSize = 512

/** Entries of a tar archive in the format `ustar` with names of up to 100 bytes. */
function* entriesOf(archive: Buffer): Generator<ArchiveEntry> {
  let offset = 0
  while (archive[offset] !== undefined && archive[offset] !== 0) {
    const header = archive.subarray(offset, offset + blockSize)
    const size = Number.parseInt(textAt(header, 124, 12), 8)
    const start = offset + blockSize
    yield {
      name: textAt(header, 0, 100),
      isDirectory: textAt(header, 156, 1) === '5',
      content: archive.subarray(start, start + size),
    }
    offset = start + Math.ceil(size / blockSize) * blockSize
  }
}

const textAt = (block: Buffer, start: number, length: number) =>
  block
    .subarray(start, start + length)
    .toString('latin1')
    .replace(/[\0 ].*$/s, '')
