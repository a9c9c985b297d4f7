import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import {
  copyFile,
  type FileHandle,
  link,
  open,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { type Clock, systemClock } from '../time/clock.js'
import { errnoOf, hasNoLinks } from './errno.js'
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.js'

/** Time between two signs of life of a holder, in ms. */
const heartbeatMs = 5_000
/** Silence after which a holder that cannot be looked at counts as dead, in ms. */
const staleMs = 30_000
/** Time between two looks at a holder that cannot be seen, in ms. */
const lookMs = 250

/** Process that holds a lock. */
export interface LockHolder {
  readonly host: string
  readonly pid: number
}

/** A lock that this process holds. */
export interface FileLock extends AsyncDisposable {
  /** Aborts, with the error of `busy`, once another process has taken the lock over. */
  readonly lost: AbortSignal
  /** Throws the error of `busy` when another process has taken the lock over: call it before each write. */
  check(): Promise<void>
  /** Releases the lock. Safe to call more than once. */
  release(): Promise<void>
}

export interface LockOptions {
  /** Makes the error to throw while another process holds the lock. */
  busy(holder: LockHolder): Error
  /** @default the system's */
  readonly clock?: Clock | undefined
  /** Identity to take the lock with; tests play other hosts. @default that of this process */
  readonly self?: ProcessIdentity | undefined
}

interface Owner extends ProcessIdentity {
  readonly token: string
}

/**
 * Acquires a lock, stored as a file at `path`, whose folder must exist. The lock of a process that has ended is taken
 * over: at once if this system can check the process, otherwise after 30 s without a sign of life, as on another host
 * or in another container that shares the volume. Throws the error of `busy`, and the file system's errors.
 */
export async function lockFile(path: string, options: LockOptions): Promise<FileLock> {
  const { busy, clock = systemClock, self = ownIdentity() } = options
  const owner: Owner = { ...self, token: randomUUID() }
  const handle = await acquire(path, owner, { busy, clock })
  const lost = new AbortController()
  let isReleased = false

  async function check(): Promise<void> {
    const holder = await readOwner(path)
    if (holder?.token !== owner.token && !isReleased) lost.abort(busy(holder ?? self))
    lost.signal.throwIfAborted()
  }
  async function beat(): Promise<void> {
    // Written through the handle: were the lock another's by now, that one's file would not be touched.
    await handle.write(serialize(owner), 0)
    await check()
  }
  // The next check reports disk errors.
  const heart = clock.interval(() => void beat().catch(() => {}), heartbeatMs, { ref: false })

  async function release(): Promise<void> {
    if (isReleased) return
    isReleased = true
    heart.cancel()
    await handle.close()
    if ((await readOwner(path))?.token === owner.token) await rm(path, { force: true })
  }
  return { lost: lost.signal, check, release, [Symbol.asyncDispose]: release }
}

interface Taking extends Pick<LockOptions, 'busy'> {
  readonly clock: Clock
}

/** Puts the owner's file in place and returns its handle. */
async function acquire(path: string, owner: Owner, options: Taking): Promise<FileHandle> {
  const draft = `${path}.${owner.token}`
  try {
    await writeFile(draft, serialize(owner), { flag: 'wx', mode: 0o600 })
    if (!(await tryLink(draft, path))) await takeOver(path, draft, owner, options)
  } finally {
    await rm(draft, { force: true })
  }
  return open(path, 'r+')
}

/** Replaces the file of a dead owner. Takes a second lock: two that find it dead must not both succeed. */
async function takeOver(path: string, draft: string, owner: Owner, options: Taking): Promise<void> {
  const { busy } = options
  const holder = await readOwner(path)
  const refuse = (other: Owner | null) => busy(other ?? holder ?? owner)
  if (await isAlive(path, draft, holder, owner, options.clock)) throw refuse(holder)
  const guard = `${path}.next`
  const guarded = await acquire(guard, { ...owner, token: randomUUID() }, options)
  try {
    // Released in the meantime.
    if (holder === null && (await tryLink(draft, path))) return
    const now = await readOwner(path)
    if (now?.token !== holder?.token) throw refuse(now)
    await rename(draft, path)
  } finally {
    await guarded.close()
    await rm(guard, { force: true })
  }
}

async function isAlive(
  path: string,
  draft: string,
  holder: Owner | null,
  self: ProcessIdentity,
  clock: Clock,
): Promise<boolean> {
  const running = holder && isRunning(holder, self)
  if (typeof running === 'boolean') return running
  // Both times are the file system's: clocks of two hosts are never compared.
  const [first, now] = await Promise.all([modifiedAt(path), modifiedAt(draft)])
  if (first === null || now === null) return false
  const end = clock.now() + staleMs - (now - first)
  while (clock.now() < end) {
    await clock.sleep(lookMs)
    const last = await modifiedAt(path)
    if (last === null) return false
    if (last !== first) return true
  }
  return false
}

const serialize = (owner: Owner) => `${JSON.stringify(owner)}\n`

/** The owner; null without a file, and for a file that is foreign or incomplete. */
async function readOwner(path: string): Promise<Owner | null> {
  try {
    const { host, pid, space, start, token } = JSON.parse(await readFile(path, 'utf8')) as Partial<Owner>
    if (typeof host !== 'string' || typeof pid !== 'number' || typeof token !== 'string') return null
    return { host, pid, token, space: space ?? null, start: start ?? null }
  } catch (error) {
    if (error instanceof SyntaxError || errnoOf(error) === 'ENOENT') return null
    throw error
  }
}

/** A link appears whole or not at all, and never over another file. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch((error) => {
      if (!hasNoLinks(error)) throw error
      return copyFile(from, to, constants.COPYFILE_EXCL)
    })
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

async function modifiedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}
