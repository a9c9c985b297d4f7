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
export function tarFile({ path, executable, data }: ArchiveFile, modifiedAt: number): Buffer {
  const mode = executable ? 0o755 : 0o644
  const name = Buffer.byteLength(path) <= longestName ? path : 'long-path'
  const attributes = name === path ? [] : [entry('x', 'long-path', 0o644, paxPath(path), modifiedAt)]
  return Buffer.concat([...attributes, entry('0', name, mode, data, modifiedAt)])
}

/** End of an archive. */
export const tarEnd = (): Buffer => Buffer.alloc(2 * blockBytes)

function entry(type: Type, name: string, mode: number, data: Buffer, modifiedAt: number): Buffer {
  const header = Buffer.alloc(blockBytes)
  const number = (value: number, at: number, digits: number) =>
    header.write(value.toString(8).padStart(digits, '0'), at, 'latin1')
  header.write(name, 0, 'utf8')
  number(mode, 100, 7)
  number(0, 108, 7)
  number(0, 116, 7)
  number(data.length, 124, 11)
  number(modifiedAt, 136, 11)
  header.fill(' ', 148, 156)
  header.write(type, 156, 'latin1')
  header.write('ustar\u000000', 257, 'latin1')
  number(0, 329, 7)
  number(0, 337, 7)
  number(checksum(header), 148, 6)
  header[154] = 0
  return Buffer.concat([header, data, Buffer.alloc(padding(data.length))])
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
 * Reads an archive of {@link tarFile}, and no others: one with links, folders or anything else that could act outside of its own
 * files is refused.
 *
 * @param place the file, for errors
 * Throws PACKAGE_DAMAGED.
 */
export async function* readTar(
  place: string,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<ArchiveFile, void, undefined> {
  const bytes = createReader(source)
  let longPath: string | null = null
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
        // To the end, where the checksum of the compression is.
        if (!(await bytes.isZeroToTheEnd())) throw damaged('something follows its end')
        return
      }
      const { type, name, executable, size } = readHeader(header) ?? {}
      if (size === undefined || name === undefined) throw damaged('the archive has a wrong header')
      total += size
      if (size > limits.file || total > limits.archive) throw damaged('it is too large')
      const data = await bytes.take(size + padding(size))
      if (data === null) throw damaged('it is cut off')
      if (type === 'x') {
        longPath = /^\d+ path=(.+)\n$/s.exec(data.subarray(0, size).toString())?.[1] ?? null
        if (longPath === null) throw damaged('the archive has a wrong header')
        continue
      }
      const path: string = longPath ?? name
      longPath = null
      if (!isInside(path)) throw damaged(`the archive has a file outside of its folder: ${path}`)
      yield { path, executable: executable === true, data: data.subarray(0, size) }
      last = path
    }
  } catch (error) {
    // Of the decompression: bytes have changed on the way.
    if (/^(Z_|ERR_ZLIB|ERR_.*PREMATURE)/.test(String((error as NodeJS.ErrnoException).code)))
      throw damaged('it cannot be decompressed')
    throw error
  }
}

/** A header of a file or of its attributes; null for any other. */
function readHeader(header: Buffer) {
  const text = (at: number, length: number) => header.toString('utf8', at, at + length).replace(/\0.*$/s, '')
  const type = text(156, 1)
  const size = Number.parseInt(text(124, 12), 8)
  const isSound =
    Number.parseInt(text(148, 7), 8) === checksum(header) &&
    text(257, 6) === 'ustar' &&
    text(345, 155) === '' &&
    (type === '0' || type === 'x') &&
    Number.isSafeInteger(size)
  return isSound ? { type, name: text(0, 100), executable: text(100, 7) === '0000755', size } : null
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
    async isZeroToTheEnd(): Promise<boolean> {
      let isRest = held.every(isZero)
      for (let next = await iterator.next(); !next.done; next = await iterator.next())
        isRest = isRest && isZero(next.value)
      return isRest
    },
  }
}

const isZero = (data: Buffer): boolean => data.every((byte) => byte === 0)
