import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { reasonOf } from '@subnetkit/base'
import { coreError } from '../errors.js'
import type { Database } from './database.js'
import { openExisting } from './embedded-boot.js'
import { createDatabase } from './embedded-database.js'

/** Copies before a directory counts as unreadable: one may meet a checkpoint of the engine that writes it. */
const attempts = 3

/**
 * Opens a copy of an embedded database for reading, also while a validator runs on it: writes go to the copy, which is removed with it.
 * It holds what was committed before. Throws STORE_CORRUPT for a directory without a database.
 */
export async function openDatabaseCopy(directory: string): Promise<Database> {
  const place = resolve(directory)
  for (let attempt = 1; ; attempt++) {
    const copy = await mkdtemp(join(tmpdir(), 'subnetkit-copy-'))
    const remove = () => rm(copy, { recursive: true, force: true })
    try {
      await copyData(join(place, 'postgres'), join(copy, 'postgres'))
      const database = createDatabase({ engine: await openExisting(join(copy, 'postgres')) })
      return {
        ...database,
        place,
        async [Symbol.asyncDispose]() {
          await database[Symbol.asyncDispose]()
          await remove()
        },
      }
    } catch (error) {
      await remove()
      if (attempt < attempts) continue
      throw coreError('STORE_CORRUPT', { place, detail: reasonOf(error) }, { cause: error })
    }
  }
}

/**
 * Copies a directory that an engine may be writing: the position of its last checkpoint first and its log last, so that the log has
 * everything that happened to the tables since, and the copy replays it as after a crash.
 */
async function copyData(from: string, to: string): Promise<void> {
  const [control, log] = ['global/pg_control', 'pg_wal']
  await mkdir(join(to, 'global'), { recursive: true })
  await cp(join(from, control), join(to, control))
  const kept = (source: string) => source !== join(from, control) && source !== join(from, log)
  for (const name of await readdir(from)) {
    if (name === log || name === 'postmaster.pid') continue
    await cp(join(from, name), join(to, name), { recursive: true, filter: kept })
  }
  await cp(join(from, log), join(to, log), { recursive: true })
}
