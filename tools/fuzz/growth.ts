import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Memory that a process holds once its garbage is collected. */
export interface Held {
  readonly heapMB: number
  /** Open files and sockets; null where the system does not list them. */
  readonly files: number | null
  /** Timers, sockets and other things that keep a process alive. */
  readonly resources: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Measures after two collections, between which finalizers run. */
export async function measureHeld(): Promise<Held> {
  collect()
  await new Promise((resolve) => setImmediate(resolve))
  collect()
  return {
    heapMB: process.memoryUsage().heapUsed / 1e6,
    files: openFiles(),
    resources: process.getActiveResourcesInfo().length,
  }
}

function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return null
  }
}
