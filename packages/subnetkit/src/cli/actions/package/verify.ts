import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { toFileError } from '@subnetkit/base/files'
import type { z } from 'zod'
import { fileReasons } from '../../config/json-file.js'
import { cliError } from '../../errors.js'
import { hashText, sha256Of } from './content.js'
import { manifestSchema, type PackageManifest, type Release, releaseSchema } from './documents.js'
import { type ArchiveFile, readTar } from './tar.js'

/** A package whose files are those of its manifest, and whose manifest is that of its release. */
export interface Verified {
  readonly manifest: PackageManifest
  readonly release: Release
  /** SHA-256 of the release, which its owner publishes, such as `sha256:…`. */
  readonly hash: string
  /** SHA-256 of the archive itself. */
  readonly sha256: string
}

/**
 * Checks every file of a package against its manifest, in one pass and without writing anything. Throws FILE_INVALID for a file that
 * cannot be read, and PACKAGE_DAMAGED with the name of the first file that is missing, another one, or not in the manifest.
 */
export async function verifyPackage(place: string): Promise<Verified> {
  await checkHeader(place)
  const archive = createReadStream(place)
  const gunzip = createGunzip()
  const sum = createHash('sha256')
  archive.on('data', (chunk) => sum.update(chunk))
  const fed = pipeline(archive, gunzip).catch(() => undefined)
  const files = readTar(place, gunzip)
  try {
    const release = await nextDocument(files, place, 'release.json', releaseSchema)
    const manifest = await nextDocument(files, place, 'manifest.json', manifestSchema)
    if (manifest.folder !== release.folder) throw damaged(place, 'its files are in several folders')
    const { role, name, version } = manifest.value
    if (release.value.packages[role] !== manifest.sha256)
      throw damaged(place, `manifest.json is not the one that release.json has for the ${role}`)
    if (release.value.name !== name || release.value.version !== version)
      throw damaged(place, 'manifest.json and release.json are of different packages')
    await checkFiles(files, place, manifest.folder, manifest.value)
    await fed
    return {
      manifest: manifest.value,
      release: release.value,
      hash: hashText(release.sha256),
      sha256: sum.digest('hex'),
    }
  } catch (error) {
    throw toFileError(error, { what: 'the package', place }) ?? error
  } finally {
    archive.destroy()
    gunzip.destroy()
  }
}

/** First bytes of a gzip. What else its header has, such as a time or a level, is of no matter: the contents are verified. */
const gzipMark = Buffer.from('1f8b08', 'hex')

async function checkHeader(place: string): Promise<void> {
  const { bytesRead, buffer } = await readStart(place).catch((error) => {
    throw unreadable(place, error)
  })
  if (buffer.subarray(0, bytesRead).equals(gzipMark)) return
  throw foreign(place, 'it is not compressed with gzip')
}

async function readStart(place: string) {
  await using file = await open(place)
  return await file.read(Buffer.alloc(gzipMark.length), 0, gzipMark.length, 0)
}

async function checkFiles(
  files: AsyncIterable<ArchiveFile>,
  place: string,
  folder: string,
  manifest: PackageManifest,
): Promise<void> {
  const expected = new Map(manifest.files.map((file) => [file.path, file.sha256]))
  for await (const { path: full, data } of files) {
    const path = full.slice(folder.length)
    const sha256 = full.startsWith(folder) ? expected.get(path) : undefined
    if (sha256 === undefined) throw damaged(place, `${full} is not in its manifest, or there twice`)
    if (sha256Of(data) !== sha256) throw damaged(place, `${path} is not the file of the manifest`)
    expected.delete(path)
  }
  const [missing] = expected.keys()
  if (missing !== undefined) throw damaged(place, `${missing} is missing`)
}

/** Reads the next file, which has to be a document of a package. */
async function nextDocument<Schema extends z.ZodType>(
  files: AsyncGenerator<ArchiveFile, void, undefined>,
  place: string,
  name: string,
  schema: Schema,
) {
  const { value: file } = await files.next()
  const [, folder, path] = /^([^/]+\/)(.*)$/s.exec(file?.path ?? '') ?? []
  if (!file || folder === undefined || path !== name) {
    throw foreign(place, `it does not begin with ${name}`)
  }
  const parsed = schema.safeParse(parseJson(file.data))
  if (!parsed.success) throw damaged(place, `${name} has another form than this version reads`)
  return { folder, value: parsed.data, sha256: sha256Of(file.data) }
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString())
  } catch {
    return undefined
  }
}

const damaged = (place: string, detail: string) => cliError('PACKAGE_DAMAGED', { place, detail })

const invalid = (path: string, detail: string, fix: string) => cliError('FILE_INVALID', { path, detail, fix })

const foreign = (place: string, detail: string) =>
  invalid(place, `it is no package of subnet package: ${detail}`, 'Name a .tgz that subnet package has made.')

const unreadable = (path: string, error: NodeJS.ErrnoException) =>
  invalid(
    path,
    fileReasons[error.code ?? ''] ?? `it cannot be read (${error.code})`,
    'Check the path and its permissions.',
  )
