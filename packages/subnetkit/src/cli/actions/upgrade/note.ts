import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isRunning, ownIdentity, writeFileAtomic } from '@subnetkit/base/files'
import { z } from 'zod'
import { problemsIn, readSmallFile } from '../../config/json-file.js'
import { cliError } from '../../errors.js'
import type { Repository } from './repository.js'
import type { SavedFile } from './snapshot.js'

const noteSchema = z.object({
  format: z.literal('subnet-upgrade/1'),
  from: z.string(),
  to: z.string(),
  /** Folder of the project. */
  folder: z.string(),
  process: z.object({
    host: z.string(),
    pid: z.number(),
    space: z.string().nullable(),
    start: z.string().nullable(),
  }),
  files: z.array(
    z.object({
      path: z.string(),
      before: z.string().nullable(),
      own: z.array(z.string()).nullable(),
    }),
  ),
})

/** Note of an upgrade under way: with it the next run takes back what a killed one has changed. */
export type Note = z.output<typeof noteSchema>

type NewNote = Pick<Note, 'from' | 'to' | 'folder'> & { readonly files: readonly SavedFile[] }

/** Locks of large projects are in it, in base64. */
const mostBytes = 256 * 1_048_576

/** Place of the note: in the folder of git, or beside what is installed. */
export const notePath = (folder: string, repository: Repository | null): string =>
  repository === null
    ? join(folder, 'node_modules', '.subnet-upgrade.json')
    : join(repository.directory, 'subnet-upgrade.json')

/** Writes the note whole, or leaves the one before. */
export async function writeNote(path: string, note: NewNote): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const text = JSON.stringify({ format: 'subnet-upgrade/1', process: ownIdentity(), ...note })
  await writeFileAtomic(path, text, { mode: 0o600 })
}

export const removeNote = (path: string): Promise<void> => rm(path, { force: true })

/** Reads the note of an upgrade that has not ended; null for none. Throws UPGRADE_RUNNING while it runs, FILE_INVALID. */
export async function readNote(path: string): Promise<Note | null> {
  if (!existsSync(path)) return null
  const parsed = noteSchema.safeParse(parse(await readSmallFile(path, path, mostBytes)))
  if (!parsed.success) {
    const detail = `it is no note of an upgrade that this version reads: ${problemsIn(parsed.error)}`
    const fix = 'Compare the project with git diff, commit what is right, then move this file away.'
    throw cliError('FILE_INVALID', { path, detail, fix })
  }
  const { process: other, folder } = parsed.data
  if (isRunning(other) === true) throw cliError('UPGRADE_RUNNING', { folder, pid: other.pid })
  return parsed.data
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
