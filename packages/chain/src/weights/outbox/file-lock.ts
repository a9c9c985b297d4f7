import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { chainError } from '../../errors/chain-error.js'

/** Tokens of the locks that this process holds. */
const held = new Set<string>()

/** A file that only this process works with. */
export interface FileLock {
  /** Throws OUTBOX_BUSY when somebody has taken it over, which a person did by hand. */
  check(): Promise<void>
  release(): Promise<void>
}

/**
 * Takes a file for this process by a second one beside it, `<path>.lock`. What a process that is gone has left behind
 * is taken over. Throws OUTBOX_BUSY.
 */
export async function lockFile(path: string): Promise<FileLock> {
  const lock = `${path}.lock`
  const token = `${process.pid} ${randomUUID()}\n`
  const draft = `${lock}.${process.pid}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(draft, token, { mode: 0o600 })
  try {
    // A link appears whole or not at all, and never over another one.
    if (!(await tryLink(draft, lock))) {
      const holder = await read(lock)
      if (holder !== null && isInUse(holder)) throw busy(path, holder)
      if ((await read(lock)) === holder) await rm(lock, { force: true })
      if (!(await tryLink(draft, lock))) throw busy(path, await read(lock))
    }
  } finally {
    await rm(draft, { force: true })
  }
  held.add(token)
  const check = async () => {
    const holder = await read(lock)
    if (holder !== token) throw busy(path, holder)
  }
  return {
    check,
    async release() {
      held.delete(token)
      if ((await read(lock)) === token) await rm(lock, { force: true })
    },
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const pidOf = (token: string | null) => Number.parseInt(token ?? '', 10) || 0

const busy = (place: string, holder: string | null) =>
  chainError('OUTBOX_BUSY', { place, pid: pidOf(holder) })

/** In a container a process is often born with the number of the one that died. */
function isInUse(token: string): boolean {
  const pid = pidOf(token)
  if (pid === process.pid) return held.has(token)
  if (pid === 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
