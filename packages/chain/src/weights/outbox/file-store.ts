import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { createSerialQueue, integer, isSubnetError, optionsOf, parseOptions, reasonOf } from '@subnetkit/base'
import { type FileLock, lockFile, toFileError, writeFileAtomic } from '@subnetkit/base/files'
import { chainError } from '../../errors/chain-error.js'
import { entryId, isSettled, type OutboxEntry } from './entry.js'
import { decodeEntry, encodeEntry } from './entry-json.js'
import type { OutboxStore } from './store.js'

/** An outbox in a file, held by this process until it is disposed. */
export interface OutboxFile extends OutboxStore, AsyncDisposable {
  /** Absolute. */
  readonly path: string
}

/** Version of the file. Version 1 had entries without a version. */
const version = 2

const fileOptions = optionsOf({ keep: integer(1).default(200) })

/**
 * Opens, or begins, an outbox in a JSON file. Each change writes a new file, syncs it to the disk and puts it in the
 * place of the old one, so that a crash leaves the one or the other. `<path>.lock` keeps other processes out.
 *
 * Settled entries beyond the newest `keep` are dropped. Throws OUTBOX_BUSY, OUTBOX_CORRUPT, OUTBOX_NEWER, and, when the
 * path cannot be used or written, DISK_FULL, PATH_UNWRITABLE, PATH_INVALID or DISK_FAILED.
 */
export async function openOutboxFile(
  path: string,
  options: {
    /** Settled entries that are kept. @default 200 */
    readonly keep?: number
  } = {},
): Promise<OutboxFile> {
  const { keep } = parseOptions(fileOptions, options, 'openOutboxFile')
  const place = resolve(path)
  const lock = await onDisk(place, () => takeLock(place))
  let kept: readonly OutboxEntry[]
  try {
    kept = readOutboxFile(place)
  } catch (error) {
    await lock.release()
    throw error
  }
  const inTurn = createSerialQueue()

  /** One change after another; what could not be written has not happened. */
  function change<T>(
    next: () => { readonly entries: readonly OutboxEntry[]; readonly result: T },
  ): Promise<T> {
    return inTurn(() =>
      onDisk(place, async () => {
        const { entries, result } = next()
        if (entries === kept) return result
        await lock.check()
        const shortened = forget(entries, keep)
        await writeFileAtomic(place, serialize(shortened))
        kept = shortened
        return result
      }),
    )
  }

  return {
    path: place,
    add: (entry) =>
      change(() => {
        const known = kept.find((candidate) => entryId(candidate) === entryId(entry))
        return known ? { entries: kept, result: known } : { entries: [...kept, entry], result: entry }
      }),
    replace: (entry) =>
      change(() => {
        const position = kept.findIndex((candidate) => entryId(candidate) === entryId(entry))
        if (kept[position]?.revision !== entry.revision - 1) {
          throw chainError('OUTBOX_CONFLICT', { key: entry.key })
        }
        return { entries: kept.with(position, entry), result: undefined }
      }),
    entries: async (which) => select(kept, which),
    [Symbol.asyncDispose]: () => inTurn(() => lock.release()),
  }
}

async function takeLock(place: string): Promise<FileLock> {
  await mkdir(dirname(place), { recursive: true })
  return lockFile(`${place}.lock`, {
    busy: ({ pid, host }) => chainError('OUTBOX_BUSY', { place, pid, host }),
  })
}

/** Does work on the disk; trouble of the disk is named as such. */
async function onDisk<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toFileError(error, { what: 'the weights outbox', place }) ?? error
  }
}

/**
 * Reads what an outbox file holds, without taking it: for a look while another process works with it. Nothing when
 * there is no such file. Throws OUTBOX_CORRUPT, OUTBOX_NEWER, PATH_UNWRITABLE, PATH_INVALID and DISK_FAILED.
 */
export function readOutboxFile(path: string): readonly OutboxEntry[] {
  const place = resolve(path)
  try {
    return parseFile(readFileSync(place, 'utf8'))
  } catch (error) {
    if (isMissing(error)) return []
    if (isSubnetError(error)) throw error
    const trouble = toFileError(error, { what: 'the weights outbox', place })
    if (trouble) throw trouble
    throw chainError('OUTBOX_CORRUPT', { place, detail: reasonOf(error) }, { cause: error })
  }
}

function parseFile(text: string): readonly OutboxEntry[] {
  const { version: found, entries } = JSON.parse(text) as Record<string, unknown>
  if (typeof found !== 'number') throw new Error('it has no version')
  if (found > version) throw chainError('OUTBOX_NEWER', { what: 'the weights outbox', found, known: version })
  if (!Array.isArray(entries)) throw new Error('it has no list of entries')
  return entries.map(decodeEntry)
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException | null)?.code === 'ENOENT'

const serialize = (entries: readonly OutboxEntry[]) =>
  `${JSON.stringify({ version, entries: entries.map(encodeEntry) }, null, 1)}\n`

function select(
  entries: readonly OutboxEntry[],
  { open = false, limit = 200 }: { readonly open?: boolean; readonly limit?: number } = {},
): OutboxEntry[] {
  return entries.filter((entry) => !open || !isSettled(entry)).slice(-limit)
}

function forget(entries: readonly OutboxEntry[], keep: number): readonly OutboxEntry[] {
  const settled = entries.filter(isSettled)
  const dropped = new Set<OutboxEntry>(settled.slice(0, Math.max(0, settled.length - keep)))
  return dropped.size === 0 ? entries : entries.filter((entry) => !dropped.has(entry))
}
