import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { createSerialQueue, isSubnetError, toSubnetError } from '@subnetkit/base'
import { lockFile, writeFileAtomic } from '@subnetkit/base/files'
import { chainError } from '../../errors/chain-error.js'
import { entryId, isSettled, type OutboxEntry } from './entry.js'
import { decodeEntry, encodeEntry } from './entry-json.js'
import type { OutboxStore } from './store.js'

/** An outbox in a file, held by this process until it is disposed. */
export interface OutboxFile extends OutboxStore, AsyncDisposable {
  /** Absolute. */
  readonly path: string
}

const version = 1

/**
 * Opens, or begins, an outbox in a JSON file. Each change writes a new file, syncs it to the disk and puts it in the
 * place of the old one, so that a crash leaves the one or the other. `<path>.lock` keeps other processes out.
 *
 * Settled entries beyond the newest `keep` are dropped. Throws OUTBOX_BUSY and OUTBOX_CORRUPT.
 */
export async function openOutboxFile(
  path: string,
  options: {
    /** Settled entries that are kept. @default 200 */
    readonly keep?: number
  } = {},
): Promise<OutboxFile> {
  const { keep = 200 } = options
  const place = resolve(path)
  await mkdir(dirname(place), { recursive: true })
  const lock = await lockFile(`${place}.lock`, {
    busy: ({ pid, host }) => chainError('OUTBOX_BUSY', { place, pid, host }),
  })
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
    return inTurn(async () => {
      const { entries, result } = next()
      if (entries === kept) return result
      await lock.check()
      const shortened = forget(entries, keep)
      await writeFileAtomic(place, serialize(shortened))
      kept = shortened
      return result
    })
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
    async [Symbol.asyncDispose]() {
      await inTurn(() => lock.release())
    },
  }
}

/**
 * What an outbox file holds, without taking it: for a look while another process works with it. Nothing when there
 * is no such file. Throws OUTBOX_CORRUPT.
 */
export function readOutboxFile(path: string): readonly OutboxEntry[] {
  const place = resolve(path)
  try {
    const { version: found, entries } = JSON.parse(readFileSync(place, 'utf8')) as Record<string, unknown>
    if (found !== version) throw new Error(`it has version ${String(found)}, this subnetkit knows ${version}`)
    if (!Array.isArray(entries)) throw new Error('it has no list of entries')
    return entries.map(decodeEntry)
  } catch (error) {
    if (isMissing(error)) return []
    if (isSubnetError(error)) throw error
    const detail = toSubnetError(error).message
    throw chainError('OUTBOX_CORRUPT', { place, detail }, { cause: error })
  }
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
  const dropped = new Set(settled.slice(0, Math.max(0, settled.length - keep)))
  return dropped.size === 0 ? entries : entries.filter((entry) => !dropped.has(entry))
}
