import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Placed } from './tree.js'

/** A file of a package. */
export interface Content {
  /** With slashes, from the top folder of the package. */
  readonly path: string
  readonly executable: boolean
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
  /** True for machine code, which runs on one platform only. */
  readonly isNative: boolean
  read(): Promise<Buffer>
}

export const sha256Of = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')

/** A hash as it is shown: 64 digits alone look like a seed. */
export const hashText = (hex: string): string => `sha256:${hex}`

/** A file that is made for the package. */
export function madeFile(path: string, text: string | Buffer): Content {
  const data = Buffer.from(text)
  const size = { bytes: data.length, sha256: sha256Of(data) }
  return { path, executable: false, ...size, isNative: false, read: async () => data }
}

/** Reads files of the disk; each is hashed once, though several roles have it. */
export function createContents() {
  const known = new Map<string, Promise<Omit<Content, 'path'>>>()

  async function load(file: string): Promise<Omit<Content, 'path'>> {
    const [{ mode }, data] = await Promise.all([stat(file), readFile(file)])
    // A shebang as well: where there are no permissions, nothing is marked.
    const executable = (mode & 0o100) !== 0 || data.subarray(0, 2).toString() === '#!'
    const size = { bytes: data.length, sha256: sha256Of(data) }
    return { executable, ...size, isNative: isNative(file, data), read: () => readFile(file) }
  }

  async function fileAt(path: string, file: string): Promise<Content> {
    const loading = known.get(file) ?? load(file)
    known.set(file, loading)
    return { path, ...(await loading) }
  }

  return {
    fileAt,
    /** Files of an installed package, without those that nothing reads at run time. */
    async packageAt({ path, folder }: Placed): Promise<readonly Content[]> {
      const files: Content[] = []
      const walk = async (at: string): Promise<void> => {
        for (const entry of await readdir(join(folder, at), { withFileTypes: true })) {
          const below = at === '' ? entry.name : `${at}/${entry.name}`
          if (entry.isDirectory() && entry.name !== 'node_modules') await walk(below)
          else if (entry.isFile() && !isUnread(below))
            files.push(await fileAt(`${path}/${below}`, join(folder, below)))
        }
      }
      await walk('')
      return files
    },
  }
}

/** Declarations, source maps and descriptions; licences stay. */
const isUnread = (path: string): boolean =>
  /\.(d\.[cm]?ts|map|tsbuildinfo)$/.test(path) ||
  /^(readme|changelog|history|contributing|security)[^/]*\.(md|markdown)$/i.test(path)

/** First bytes of ELF and of Mach-O. */
const machineCode = /^(7f454c46|feedfac[ef]|c[ef]faedfe)/

/** Returns true for a library by its name, and for a program by its first bytes: it needs no ending. */
const isNative = (file: string, data: Buffer): boolean =>
  /\.(node|so|dylib|dll|exe)$/.test(file) || machineCode.test(data.toString('hex', 0, 4))
