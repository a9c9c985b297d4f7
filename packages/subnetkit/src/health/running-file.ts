import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@subnetkit/base/files'
import { z } from 'zod'
import { stateHome } from '../neuron/state-home.js'

const recordSchema = z.object({
  pid: z.int().min(1),
  /** Address of its health, such as `http://127.0.0.1:9465`. */
  url: z.url(),
  role: z.enum(['validator', 'coordinator', 'worker']),
  netuid: z.int().min(0),
  hotkey: z.string(),
  /** ISO 8601. Its health repeats it: a later process may have the same pid and port. */
  started: z.string(),
  /** Queues and label of a worker. */
  queues: z.array(z.string()).optional(),
  label: z.string().nullish(),
  /** Folder in which it was started. */
  folder: z.string().optional(),
})

/** A process that runs on this machine, as it has described itself for `subnet doctor`. */
export type RunningRecord = z.output<typeof recordSchema>

const folderOf = (home: string) => join(home, 'running')
const fileOf = ({ role, netuid, hotkey, pid }: RunningRecord) => `${role}-${netuid}-${hotkey}-${pid}.json`

/**
 * Describes this process for others of its user, until the returned function removes the file. Files that processes of the
 * same kind have left behind when they were killed are removed.
 */
export async function writeRunningFile(
  record: RunningRecord,
  home = stateHome(),
): Promise<() => Promise<void>> {
  const folder = folderOf(home)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const old of await readRunningFiles(home)) {
    const isSame = fileOf({ ...old, pid: record.pid }) === fileOf(record)
    if (isSame && !isAlive(old.pid)) await rm(join(folder, fileOf(old)), { force: true })
  }
  const path = join(folder, fileOf(record))
  await writeFileAtomic(path, `${JSON.stringify(record)}\n`, { mode: 0o600 })
  return () => rm(path, { force: true })
}

/** The processes that have described themselves, dead ones included. What is no description is left out. */
export async function readRunningFiles(home = stateHome()): Promise<readonly RunningRecord[]> {
  const folder = folderOf(home)
  const names = await readdir(folder).catch(() => [])
  const read = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readRecord(join(folder, name))),
  )
  return read.filter((record) => record !== null)
}

async function readRecord(path: string): Promise<RunningRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

/** True if a process has this pid, of whatever user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
