import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reasonOf } from '@subnetkit/base'
import type { Chain, ChainMoment } from '../chain/chain.js'
import { devnetError } from '../dev/error.js'
import { refusal, unwrap, wrap } from './envelope.js'
import { type Made, readChain, type SavedChain, writeChain } from './saved-chain.js'

/** The chain that a file holds; `undefined` without the file. BAD_STATE_FILE for what cannot be trusted whole. */
export async function loadStateFile(path: string): Promise<SavedChain | undefined> {
  const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw refusal(path, `cannot be read: ${error.message}`, error)
  })
  if (file === undefined) return undefined
  const payload = unwrap(file, path)
  try {
    return readChain(payload)
  } catch (error) {
    throw refusal(path, `cannot be resumed: ${reasonOf(error)}`, error)
  }
}

/** Keeps a file up to date with a chain. */
export interface StateKeeper {
  /** Writes the chain now, unless the file has it already; one write at a time, in order. */
  save(): Promise<void>
  /** Ends the regular writes, then writes a last time. */
  close(): Promise<void>
}

export interface StateKeeperOptions {
  readonly path: string
  readonly made: Made
  /** Time between regular writes. */
  readonly everyMs: number
  /** Hears that a regular write failed; the next one tries again. */
  onFailure(error: unknown): void
}

export function keepStateFile(
  chain: Chain,
  { path, made, everyMs, onFailure }: StateKeeperOptions,
): StateKeeper {
  let written: ChainMoment | undefined
  let last: Promise<void> = Promise.resolve()
  const write = async () => {
    const moment = chain.capture()
    if (written && isSame(written, moment)) return
    const file = wrap(writeChain(chain, made))
    await replaceFile(path, file)
    written = moment
  }
  const save = () => {
    // A failed write is its caller's matter; the one after it goes on.
    last = last.catch(() => {}).then(write)
    return last
  }
  const timer = setInterval(() => void save().catch(onFailure), everyMs)
  return {
    save,
    close() {
      clearInterval(timer)
      return save()
    },
  }
}

/** A block that was edited is another object, and so is each pool entry that came. */
function isSame(a: ChainMoment, b: ChainMoment): boolean {
  return (
    a.head === b.head &&
    a.nextTimestamp === b.nextTimestamp &&
    a.pool.length === b.pool.length &&
    a.pool.every((entry, at) => entry === b.pool[at])
  )
}

/** Replaces a file as a whole: whoever reads it, after whatever crash, finds the old one or the new one. */
async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw unwritable(path, error)
  }
  await syncFolder(dirname(path))
}

/** Makes the renaming itself durable, where the platform opens folders. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  try {
    await handle?.sync()
  } catch {
    // Some file systems do not sync folders; the content was synced before.
  } finally {
    await handle?.close()
  }
}

function unwritable(path: string, cause: unknown) {
  const detail = `cannot be written: ${reasonOf(cause)}`
  const fix = `Make the folder of ${path} writable and free some disk space.`
  return devnetError('BAD_STATE_FILE', { path, detail, fix }, { cause })
}
