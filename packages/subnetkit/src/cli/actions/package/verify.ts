import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { crc32, createInflateRaw } from 'node:zlib'
import { jsonFlaw } from '@subnetkit/base'
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
  const { header, trailer, size } = await readEnds(place)
  const archive = createReadStream(place, { start: header.length, end: size - trailer.length - 1 })
  const inflate = createInflateRaw()
  const sum = createHash('sha256').update(header)
  archive.on('data', (chunk) => sum.update(chunk))
  // Its error is that of the stream that is read.
  pipeline(archive, inflate).catch(() => undefined)
  const unpacked = { checksum: 0, bytes: 0 }
  const files = readTar(place, measured(inflate, unpacked))
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
    checkCompression(place, {
      trailer,
      unpacked,
      isRead: inflate.bytesWritten === size - headerBytes - trailerBytes,
    })
    return {
      manifest: manifest.value,
      release: release.value,
      hash: hashText(release.sha256),
      sha256: sum.update(trailer).digest('hex'),
    }
  } catch (error) {
    throw toFileError(error, { what: 'the package', place }) ?? error
  } finally {
    archive.destroy()
    inflate.destroy()
  }
}

/**
 * First bytes of a gzip without a name or other fields, which nothing would check. What else its header has, such as a time or a
 * level, is of no matter: the contents are verified.
 */
const gzipMark = Buffer.from('1f8b0800', 'hex')

/** Bytes of such a header. */
const headerBytes = 10

/** Bytes of the checksum and the length after the data. */
const trailerBytes = 8

/** Reads what stands around the compressed data. */
async function readEnds(place: string) {
  const { size, header, trailer } = await read(place).catch((error) => {
    throw unreadable(place, error)
  })
  if (!header.subarray(0, 3).equals(gzipMark.subarray(0, 3)))
    throw foreign(place, 'it is not compressed with gzip')
  if (!header.subarray(0, gzipMark.length).equals(gzipMark))
    throw damaged(place, 'its compression has a name or other fields')
  if (size <= headerBytes + trailerBytes) throw damaged(place, 'it is cut off')
  return { size, header, trailer }
}

async function read(place: string) {
  await using file = await open(place)
  const { size } = await file.stat()
  const at = async (position: number, length: number) => {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
    return buffer.subarray(0, bytesRead)
  }
  return {
    size,
    header: await at(0, headerBytes),
    trailer: await at(Math.max(0, size - trailerBytes), trailerBytes),
  }
}

async function* measured(source: AsyncIterable<Buffer>, unpacked: { checksum: number; bytes: number }) {
  for await (const chunk of source) {
    unpacked.checksum = crc32(chunk, unpacked.checksum)
    unpacked.bytes += chunk.length
    yield chunk
  }
}

/** Reading gzip would pass over what follows it, such as another gzip. */
function checkCompression(
  place: string,
  {
    trailer,
    unpacked,
    isRead,
  }: {
    readonly trailer: Buffer
    readonly unpacked: { readonly checksum: number; readonly bytes: number }
    readonly isRead: boolean
  },
): void {
  if (!isRead) throw damaged(place, 'something follows its end')
  if (trailer.readUInt32LE(0) !== unpacked.checksum || trailer.readUInt32LE(4) !== unpacked.bytes % 2 ** 32)
    throw damaged(place, 'its checksum is wrong')
}

async function checkFiles(
  files: AsyncIterable<ArchiveFile>,
  place: string,
  folder: string,
  manifest: PackageManifest,
): Promise<void> {
  const expected = new Map(manifest.files.map((file) => [file.path, file]))
  let last = ''
  for await (const { path: full, executable, data } of files) {
    const path = full.slice(folder.length)
    const file = full.startsWith(folder) ? expected.get(path) : undefined
    if (file === undefined) throw damaged(place, `${full} is not in its manifest, or there twice`)
    if (sha256Of(data) !== file.sha256) throw damaged(place, `${path} is not the file of the manifest`)
    if (executable !== file.executable)
      throw damaged(place, `${path} has other permissions than in the manifest`)
    if (path <= last) throw damaged(place, `${path} is in another place than it was written to`)
    expected.delete(path)
    last = path
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
  if (file.executable) throw damaged(place, `${name} has other permissions than it was written with`)
  const parsed = schema.safeParse(parseJson(file.data))
  if (!parsed.success) throw damaged(place, `${name} has another form than this version reads`)
  return { folder, value: parsed.data, sha256: sha256Of(file.data) }
}

function parseJson(data: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(data.toString())
    return jsonFlaw(data.toString()) === undefined ? value : undefined
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
