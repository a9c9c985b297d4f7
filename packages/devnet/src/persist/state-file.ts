import { access, constants, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createSerialQueue, reasonOf } from '@subnetkit/base'
import { writeFileAtomic } from '@subnetkit/base/files'
import type { Chain, ChainMoment } from '../chain/chain.js'
import { devnetError } from '../dev/error.js'
import { refusal, unwrap, wrap } from './envelope.js'
import { type Made, readChain, type SavedChain, writeChain } from './saved-chain.js'

/**
 * The chain that a file holds; `undefined` without the file. BAD_STATE_FILE for what cannot be trusted whole, and for a folder
 * in which the file could not be kept.
 */
export async function loadStateFile(path: string): Promise<SavedChain | undefined> {
  await access(dirname(path), constants.W_OK).catch((error) => {
    throw unwritable(path, error)
  })
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
  /** Writes the chain now, unless the file is up to date; one write at a time, in order. */
  save(): Promise<void>
  /** Ends the regular writes, then writes a last time. */
  close(): Promise<void>
}

export interface StateKeeperOptions {
  readonly path: string
  readonly made: Made
  /** Time between regular writes. */
  readonly everyMs: number
  /** Listens to failures of regular writes, which are retried. */
  onFailure(error: unknown): void
}

export function keepStateFile(
  chain: Chain,
  { path, made, everyMs, onFailure }: StateKeeperOptions,
): StateKeeper {
  let written: ChainMoment | undefined
  const inTurn = createSerialQueue()
  const write = async () => {
    const moment = chain.capture()
    if (written && isSame(written, moment)) return
    const file = wrap(writeChain(chain, made))
    await writeFileAtomic(path, file, { mode: 0o644 }).catch((error) => {
      throw unwritable(path, error)
    })
    written = moment
  }
  const save = () => inTurn(write)
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

function unwritable(path: string, cause: unknown) {
  const detail = `cannot be written: ${reasonOf(cause)}`
  const fix =
    (cause as NodeJS.ErrnoException).code === 'ENOENT'
      ? `Create the folder ${dirname(path)}, or use a file in another one.`
      : `Make the folder of ${path} writable and free some disk space.`
  return devnetError('BAD_STATE_FILE', { path, detail, fix }, { cause })
}
