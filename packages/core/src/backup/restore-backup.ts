import { randomUUID } from 'node:crypto'
import { isSubnetError } from '@subnetkit/base'
import { coreError } from '../errors.js'
import {
  type LeaseIdentity,
  type LeaseSubject,
  openLeaseIdentity,
  readLeaseIdentity,
  removeLeaseIdentity,
} from '../lease/identity.js'
import type { Database } from '../store/database.js'
import { applyUpTo, beganRestoring, migrations } from '../store/migrations.js'
import { fitReader, type WantedValidator } from './backup-fit.js'
import { invalidData, loadBackup, requireOwn } from './load-backup.js'
import type { BackupManifest } from './manifest.js'
import { readBackup } from './read-backup.js'
import { filledTables, storeTables } from './store-tables.js'

/** Options of {@link restoreBackup}. */
export interface RestoreOptions {
  readonly database: Database
  readonly path: string
  /** Validator that the backup must be of; what is not given may be any. */
  readonly of: WantedValidator
  /** Lets the store claim the lease of its hotkey. @default false: it signs nothing until then */
  readonly takeOver?: boolean | undefined
  /** Only checks. @default false */
  readonly dryRun?: boolean | undefined
  /** Called from time to time with what is restored so far. @default none */
  readonly onProgress?: ((progress: { readonly part: string; readonly rows: number }) => void) | undefined
}

const schema = 'subnetkit'

/**
 * Restores a backup into an empty store, which is brought to the version of this program. The file is read whole before anything is written. From the first
 * write to the last one the store is marked as half restored, and no process opens it; a restore that begins again removes what the one before has left.
 * Where the database refuses a value, the store is empty again. The store signs nothing afterwards, unless it takes over.
 * Throws BACKUP_INVALID, BACKUP_NEWER, BACKUP_OUTDATED, BACKUP_ELSEWHERE, STORE_NOT_EMPTY, and the errors of files and of the database.
 */
export async function restoreBackup(options: RestoreOptions): Promise<BackupManifest> {
  const { database, path, of, takeOver = false, dryRun = false, onProgress } = options
  const manifest = await readBackup(path, fitReader(path, of))
  await requireEmpty(database)
  if (dryRun) return manifest
  const own = randomUUID()
  const subjects = subjectsOf(manifest)
  const before = await Promise.all(subjects.map((subject) => readLeaseIdentity(database, subject)))
  await begin(database, own)
  try {
    // Before the store is whole: it may be a second copy, and what the place had before is not part of it.
    const leases = await openClosed(database, subjects)
    await applyUpTo(database, { schema, migrations: migrations.slice(0, manifest.storeVersion) })
    await loadBackup(database, { path, own, manifest, onProgress })
    await applyUpTo(database, { schema, migrations }).catch((error: unknown) => {
      throw invalidData(path, error)
    })
    if (takeOver) for (const lease of leases) await lease.activate()
    await database.transaction(async (transaction) => {
      await requireOwn(transaction, database.place, own)
      await transaction.query(`drop table ${schema}.restoring`)
    })
  } catch (error) {
    if (isSubnetError(error, 'BACKUP_INVALID')) {
      await undo(database, own)
      for (const [at, subject] of subjects.entries()) {
        if (before[at] === null) await removeLeaseIdentity(database, subject)
      }
    }
    throw error
  }
  await database.flush()
  return manifest
}

const subjectsOf = ({ genesis: genesisHash, netuid, mechanisms, hotkey }: BackupManifest) =>
  mechanisms.map((mechanism): LeaseSubject => ({ genesisHash, netuid, mechanism, hotkey }))

/** Opens the identity of the store towards each lease, which it has no part in from then on. */
async function openClosed(
  database: Database,
  subjects: readonly LeaseSubject[],
): Promise<readonly LeaseIdentity[]> {
  const open = (subject: LeaseSubject) => openLeaseIdentity(database, subject, { active: false })
  const leases = await Promise.all(subjects.map(open))
  for (const lease of leases) await lease.release()
  return leases
}

/** Leaves an empty store, unless another restore has begun on it. */
async function undo(database: Database, own: string): Promise<void> {
  await database.transaction(async (transaction) => {
    await requireOwn(transaction, database.place, own)
    await transaction.query(`drop schema ${schema} cascade`)
  })
  await database.flush()
}

/** A store may have tables; what a restore has left does not count. */
async function requireEmpty(database: Database): Promise<void> {
  if ((await beganRestoring(database)) !== null) return
  const tables = await filledTables(database, await storeTables(database))
  if (tables.length > 0) {
    throw coreError('STORE_NOT_EMPTY', { place: database.place, tables: tables.join(', ') })
  }
}

/** Makes an empty schema that says that it is half restored. */
async function begin(database: Database, own: string): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(`drop schema if exists ${schema} cascade`)
    await transaction.query(`create schema ${schema}`)
    await transaction.query(
      `create table ${schema}.restoring (id text not null, began timestamptz not null default now())`,
    )
    await transaction.query(`insert into ${schema}.restoring (id) values ($1)`, [own])
  })
  await database.flush()
}
