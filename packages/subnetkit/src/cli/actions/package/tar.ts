import { cliError } from '../../errors.js'

/** A file of an archive. */
export interface ArchiveFile {
  /** With slashes, relative. */
  readonly path: string
  readonly executable: boolean
  readonly data: Buffer
}

const blockBytes = 512
/** Longest path in the header of a file; a longer one has a header of its own before it. */
const longestName = 100
/** Largest file and archive that are read, in bytes. */
const limits = { file: 512 * 1024 ** 2, archive: 4 * 1024 ** 3 } as const

/** Type of an entry: a file, or the attributes of the file after it. */
type Type = '0' | 'x'

/**
 * Bytes of a file in an archive (ustar, POSIX 1003.1; a long path as a pax attribute). They depend on nothing but the
 * arguments: owner and group are 0 and have no name.
 *
 * @param modifiedAt in seconds since 1970
 */
export function tarFile(file: ArchiveFile, modifiedAt: number): Buffer {
  const { length } = file.data
  return Buffer.concat([headersOf(file, length, modifiedAt), file.data, Buffer.alloc(padding(length))])
}

/** Blocks before the bytes of a file: its header, after its long path. */
function headersOf(
  { path, executable }: Pick<ArchiveFile, 'path' | 'executable'>,
  size: number,
  modifiedAt: number,
): Buffer {
  const mode = executable ? 0o755 : 0o644
  if (Buffer.byteLength(path) <= longestName) return headerOf('0', path, mode, size, modifiedAt)
  const attribute = paxPath(path)
  return Buffer.concat([
    headerOf('x', 'long-path', 0o644, attribute.length, modifiedAt),
    attribute,
    Buffer.alloc(padding(attribute.length)),
    headerOf('0', 'long-path', mode, size, modifiedAt),
  ])
}

/** End of an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * blockBytes)

function headerOf(type: Type, name: string, mode: number, size: number, modifiedAt: number): Buffer {
  const header = Buffer.alloc(blockBytes)
  const number = (value: number, at: number, digits: number) =>
    header.write(value.toString(8).padStart(digits, '0'), at, 'latin1')
  header.write(name, 0, 'utf8')
  number(mode, 100, 7)
  number(0, 108, 7)
  number(0, 116, 7)
  number(size, 124, 11)
  number(modifiedAt, 136, 11)
  header.fill(' ', 148, 156)
  header.write(type, 156, 'latin1')
  header.write('ustar\u000000', 257, 'latin1')
  number(0, 329, 7)
  number(0, 337, 7)
  number(checksum(header), 148, 6)
  header[154] = 0
  return header
}

/** Sum of the bytes of a header, its checksum counted as blanks. */
const checksum = (header: Buffer): number =>
  header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0)

const padding = (length: number): number => (blockBytes - (length % blockBytes)) % blockBytes

/** `<length> path=<path>\n`, where the length counts its own digits. */
function paxPath(path: string): Buffer {
  const rest = ` path=${path}\n`
  let length = Buffer.byteLength(rest)
  for (let digits = 0; digits !== String(length).length; ) {
    digits = String(length).length
    length = Buffer.byteLength(rest) + digits
  }
  return Buffer.from(`${length}${rest}`)
}

/**
 * Reads an archive of {@link tarFile}, and no others: one that has links, folders, other owners, permissions or times, or any other
 * byte that `tarFile` does not write, is refused.
 *
 * @param place the file, for errors
 * Throws PACKAGE_DAMAGED.
 */
export async function* readTar(
  place: string,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<ArchiveFile, void, undefined> {
  const bytes = createReader(source)
  let longPath: { readonly path: string; readonly bytes: Buffer } | null = null
  let modifiedAt: number | null = null
  let last = ''
  let total = 0
  const damaged = (detail: string) =>
    cliError('PACKAGE_DAMAGED', {
      place,
      detail: `${detail}${last === '' ? '' : `, after ${last}`}`,
    })
  try {
    for (;;) {
      const header = await bytes.take(blockBytes)
      if (header === null) throw damaged('it is cut off')
      if (isZero(header)) {
        const rest = await bytes.take(blockBytes)
        if (longPath !== null || rest === null) throw damaged('it is cut off')
        // To the end, where the checksum of the compression is.
        if (!isZero(rest) || (await bytes.take(1)) !== null) throw damaged('something follows its end')
        return
      }
      const { type, name, executable, size, time } = readHeader(header)
      modifiedAt ??= time
      if (!Number.isSafeInteger(size) || !Number.isSafeInteger(modifiedAt) || size < 0)
        throw damaged('the archive has a wrong header')
      total += size
      if (size > limits.file || total > limits.archive) throw damaged('it is too large')
      const data = await bytes.take(size + padding(size))
      if (data === null) throw damaged('it is cut off')
      if (type === 'x' && longPath === null) {
        const path = /^\d+ path=(.+)\n$/s.exec(data.subarray(0, size).toString())?.[1]
        if (path === undefined) throw damaged('the archive has a wrong header')
        longPath = { path, bytes: Buffer.concat([header, data]) }
        continue
      }
      const path: string = longPath?.path ?? name
      const headers = longPath === null ? header : Buffer.concat([longPath.bytes, header])
      const isOurs = headers.equals(headersOf({ path, executable }, size, modifiedAt))
      if (!isOurs || !isZero(data.subarray(size))) throw damaged('the archive has a wrong header')
      longPath = null
      if (!isInside(path)) throw damaged(`the archive has a file outside of its folder: ${path}`)
      yield { path, executable, data: data.subarray(0, size) }
      last = path
    }
  } catch (error) {
    // Of the decompression: bytes have changed on the way.
    if (/^(Z_|ERR_ZLIB|ERR_.*PREMATURE)/.test(String((error as NodeJS.ErrnoException).code)))
      throw damaged('it cannot be decompressed')
    throw error
  }
}

/** Fields of a header that are not the same in all of them. */
function readHeader(header: Buffer) {
  const text = (at: number, length: number) => header.toString('utf8', at, at + length).replace(/\0.*$/s, '')
  return {
    type: text(156, 1),
    name: text(0, longestName),
    executable: text(100, 8) === '0000755',
    size: Number.parseInt(text(124, 12), 8),
    time: Number.parseInt(text(136, 12), 8),
  }
}

/** True for a relative path that does not leave its folder. */
const isInside = (path: string): boolean =>
  path !== '' &&
  !path.includes('\\') &&
  path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')

/** Takes numbers of bytes from a stream. */
function createReader(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let length = 0
  return {
    /** The next bytes; null if there are fewer. */
    async take(count: number): Promise<Buffer | null> {
      while (length < count) {
        const { value, done } = await iterator.next()
        if (done) return null
        held.push(value)
        length += value.length
      }
      const all = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)
      held = [all.subarray(count)]
      length -= count
      return all.subarray(0, count)
    },
  }
}

const isZero = (data: Buffer): boolean => data.every((byte) => byte === 0)
