import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Identity of a process. A pid alone is not enough: in a container it is usually 1, and pids are reused. */
export interface ProcessIdentity {
  readonly host: string
  readonly pid: number
  /** Boot and pid namespace in which the pid is valid; null if the system does not provide it. */
  readonly space: string | null
  /** Start time of the process, in the system's unit; null if the system does not provide it. */
  readonly start: string | null
}

/** Identity of this process. */
export const ownIdentity = (): ProcessIdentity => identityOf(process.pid)

/** Identity of a process of this host that runs, such as a child. */
export function identityOf(pid: number): ProcessIdentity {
  return { host: hostname(), pid, space: ownSpace(), start: startOf(pid) }
}

/**
 * Returns true or false if this system can tell that the process runs, null for a process that it cannot see, such as
 * one on another host or in another container.
 */
export function isRunning(other: ProcessIdentity, own: ProcessIdentity = ownIdentity()): boolean | null {
  if (other.host !== own.host || other.space !== own.space) return null
  if (other.pid === own.pid) return other.start === own.start
  if (!hasPid(other.pid)) return false
  const start = startOf(other.pid)
  // Without start times the pid may belong to a later process.
  if (start === null || other.start === null) return null
  return start === other.start
}

function hasPid(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function ownSpace(): string | null {
  return tryRead(() => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  })
}

const unseen = `${Date.now()} ${performance.timeOrigin}`

function startOf(pid: number): string | null {
  const start = tryRead(() => {
    // A /proc of another pid namespace counts pids differently.
    if (Number.parseInt(readFileSync('/proc/self/stat', 'utf8'), 10) !== process.pid) return null
    // The name, in brackets, may hold anything; the start is the twentieth field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  })
  return start ?? (pid === process.pid ? unseen : null)
}

function tryRead(read: () => string | null): string | null {
  try {
    return read()
  } catch {
    return null
  }
}
