import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type BlockRange,
  blockBytes,
  blocksOf,
  createObjectHasher,
  createRootBuilder,
  hashObject,
  type ObjectTree,
  rangeBytes,
  tagBytes,
  tagsLength,
} from '@subnetkit/possession'
import { Bytes } from 'subnetkit'
import { elementAt } from './element.js'
import { draftPrefix, writeWhole } from './write-whole.js'

/** Object on a shelf. */
export interface ShelvedObject extends Pick<ObjectTree, 'size' | 'blocks'> {
  /** Throws {@link DamagedObject} if the disk returns other bytes than were written; the object is gone from the shelf then. */
  readBlock(block: number): Promise<Uint8Array>
  /** Tag of a leaf. */
  readTag(leaf: number): Promise<Uint8Array>
  /** Bytes of a range, read from the disk as they are sent. */
  range(range: BlockRange): Bytes
}

/** Disk of a miner: one file for each object, named by its root. */
export interface Shelf {
  /**
   * Writes an object, with its tags and the hashes of its blocks; true once it is on the disk. False for one that is not what its name says, or
   * has no room.
   */
  put(owner: string, object: string, size: number, bytes: Bytes, tags: Bytes): Promise<boolean>
  /** Returns an object of this owner; undefined for any other. */
  get(owner: string, object: string): Promise<ShelvedObject | undefined>
  /** Removes an object of this owner; false for any other. */
  drop(owner: string, object: string): Promise<boolean>
  /** Bytes that are left of the quota. */
  free(): Promise<number>
}

/** Options of {@link openShelf}. */
export interface ShelfOptions {
  readonly directory: string
  /** Largest sum of all files, in bytes. @default 1 GiB */
  readonly quotaBytes?: number
}

/** Opens a folder; removes what a kill has left half-written, once no process can be writing it any more. An owner's files are in a folder of its own. */
export function openShelf({ directory, quotaBytes = 1_073_741_824 }: ShelfOptions): Shelf {
  const place = (owner: string, object: string) => join(directory, encodeURIComponent(owner), object)
  let counted: Promise<void> | undefined
  let used = 0
  /** Counts the files, once. */
  const count = () => {
    counted ??= clean(directory).then((sum) => {
      used = sum
    })
    return counted
  }
  const writing = new Map<string, Promise<boolean>>()

  async function write(path: string, object: string, bytes: Bytes, tags: Bytes): Promise<boolean> {
    await count()
    if (await exists(path)) return true
    const taken = bytes.size + tags.size + 32 * blocksOf(bytes.size)
    if (used + taken > quotaBytes) return false
    // Taken before it is written: objects arrive side by side.
    used += taken
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeWhole(path, checked(object, bytes, tags))
      return true
    } catch (error) {
      used -= taken
      if (error instanceof WrongObject) return false
      throw error
    }
  }
  return {
    async put(owner, object, size, bytes, tags) {
      const path = place(owner, object)
      if (bytes.size !== size || tags.size !== tagsLength(size)) return false
      const work = writing.get(path) ?? write(path, object, bytes, tags)
      writing.set(path, work)
      return work.finally(() => writing.delete(path))
    },
    async get(owner, object) {
      const path = place(owner, object)
      // One that is being written is there in a moment.
      await writing.get(path)?.catch(() => {})
      const remove = async (bytes: number) => {
        await rm(path).then(
          () => {
            used -= bytes
          },
          () => {},
        )
      }
      await count()
      return read(path, object, remove)
    },
    async drop(owner, object) {
      const path = place(owner, object)
      await count()
      // One that is being written is there in a moment.
      await writing.get(path)?.catch(() => {})
      const found = await stat(path).catch(() => undefined)
      if (!found) return false
      await rm(path, { force: true })
      used -= found.size
      return true
    },
    async free() {
      await count()
      return Math.max(0, quotaBytes - used)
    },
  }
}

class WrongObject extends Error {}

/** A disk returned other bytes than were written, or none: a proof of them would be wrong. */
export class DamagedObject extends Error {}

/** Yields what a file holds: the object, its tags, the hashes of its blocks. Throws before the end if the root is another. */
async function* checked(object: string, bytes: Bytes, tags: Bytes): AsyncGenerator<Uint8Array> {
  const hasher = createObjectHasher()
  for await (const chunk of bytes.chunks()) {
    hasher.update(chunk)
    yield chunk
  }
  const { root, blocks } = hasher.digest()
  if (Buffer.from(root).toString('hex') !== object) throw new WrongObject()
  yield* tags.chunks()
  yield Buffer.concat(blocks)
}

async function read(
  path: string,
  object: string,
  remove: (bytes: number) => Promise<void>,
): Promise<ShelvedObject | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (!found) return undefined
  const size = sizeFrom(found.size)
  if (size === null) return undefined
  const damaged = async (block: number) => {
    await remove(found.size)
    return new DamagedObject(`block ${block} of ${path} is damaged`)
  }
  const from = async (start: number, length: number) => {
    // Dropped since: as lost as a damaged one.
    const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new DamagedObject(`${path} is gone`) : error
    })
    try {
      const bytes = new Uint8Array(length)
      const { bytesRead } = await file.read(bytes, 0, length, start)
      if (bytesRead !== length) throw new DamagedObject(`${path} ends at ${start + bytesRead}`)
      return bytes
    } finally {
      await file.close()
    }
  }
  const hashes = await from(size + tagsLength(size), 32 * blocksOf(size)).catch(nothingIfGone)
  if (!hashes) return undefined
  const blocks = Array.from({ length: blocksOf(size) }, (_, at) => hashes.subarray(32 * at, 32 * at + 32))
  const tree = createRootBuilder()
  for (const block of blocks) tree.add(block)
  if (Buffer.from(tree.root() ?? '').toString('hex') !== object) {
    await remove(found.size)
    return undefined
  }
  const readBlock = async (block: number) => {
    const bytes = await from(block * blockBytes, Math.min(blockBytes, size - block * blockBytes))
    const { root } = await hashObject([bytes], { blocks: false })
    if (Buffer.compare(root, elementAt(blocks, block)) !== 0) throw await damaged(block)
    return bytes
  }
  return {
    size,
    blocks,
    readBlock,
    readTag: (leaf) => from(size + leaf * tagBytes, tagBytes),
    range({ first, count }) {
      const last = Math.min(first + count, blocksOf(size))
      async function* chunks() {
        for (let block = first; block < last; block += 1) yield await readBlock(block)
      }
      return new Bytes({ size: rangeBytes(size, { first, count }), chunks })
    },
  }
}

function nothingIfGone(error: unknown): undefined {
  if (!(error instanceof DamagedObject)) throw error
}

/** Size of the object in a file: what comes after it follows from that. Null for a file that holds none. */
function sizeFrom(fileBytes: number): number | null {
  // Tags are a 64th of the object, hashes a 2048th, both rounded up.
  let size = Math.floor((fileBytes * 2_048) / (2_048 + 32 + 1))
  for (let tries = 0; tries < 128 && size > 0; tries += 1) {
    const whole = size + tagsLength(size) + 32 * blocksOf(size)
    if (whole === fileBytes) return size
    size -= whole - fileBytes
  }
  return null
}

/** Time without a write after which nobody writes a draft any more, in ms: longer than any request. */
const draftMs = 600_000

/** Removes old drafts, and returns the sum of the files. */
async function clean(directory: string): Promise<number> {
  let sum = 0
  const owners = await readdir(directory).catch(() => [])
  for (const owner of owners) {
    for (const name of await readdir(join(directory, owner)).catch(() => [])) {
      const path = join(directory, owner, name)
      // Another process of the same folder may write a draft, or drop an object, at this moment.
      const found = await stat(path).catch(() => undefined)
      if (!found) continue
      if (!name.startsWith(draftPrefix)) sum += found.size
      else if (Date.now() - found.mtimeMs > draftMs) await rm(path, { force: true })
    }
  }
  return sum
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
