import { randomBytes } from 'node:crypto'
import type { Database } from '../store/database.js'
import { applyMigrations } from '../store/migrations.js'

/** Validator that a lease is for. */
export interface LeaseSubject {
  readonly genesisHash: string
  readonly netuid: number
  readonly mechanism: number
  readonly hotkey: string
}

/** State of a store towards a lease. */
export interface LeaseState {
  /** Random id: 16 bytes in hex. */
  readonly holder: string
  /** False once the store has released its lease, or was restored from a backup: it claims none then. */
  readonly active: boolean
}

/** Identity of a store towards leases. Processes that share a store share it; a backup does not have it. */
export interface LeaseIdentity {
  /** Returns it as it is now: another process may have changed it. */
  read(): Promise<LeaseState>
  /** Ends the part of the store in the lease. What is under way ends before its next check. */
  release(): Promise<void>
  /** Lets the store claim the lease, under a new id: what is left of its former lease is that of another store. */
  activate(): Promise<void>
}

/** A schema of its own, which backups leave out. */
const schema = 'subnetkit_instance'
const migrations = [
  [
    `create table ${schema}.leases (
      name text primary key,
      holder text not null,
      active boolean not null
    )`,
  ],
]

/** Opens the identity of a store for one validator, which is made at the first time, with this state. */
export async function openLeaseIdentity(
  database: Database,
  subject: LeaseSubject,
  { active = true }: { readonly active?: boolean } = {},
): Promise<LeaseIdentity> {
  await applyMigrations(database, { schema, migrations })
  const name = nameOf(subject)
  await database.query(
    `insert into ${schema}.leases (name, holder, active) values ($1, $2, $3) on conflict do nothing`,
    [name, newId(), active],
  )
  return {
    async read() {
      const row = await readState(database, name)
      if (row === undefined) throw new Error('the identity of a store is gone') // nothing removes it
      return row
    },
    async release() {
      await database.query(`update ${schema}.leases set active = false where name = $1`, [name])
      await database.flush()
    },
    async activate() {
      await database.query(
        `update ${schema}.leases set active = true, holder = $2 where name = $1 and not active`,
        [name, newId()],
      )
      await database.flush()
    },
  }
}

/** Reads the identity of a store for one validator, and makes none: null where it has none yet. */
export async function readLeaseIdentity(
  database: Database,
  subject: LeaseSubject,
): Promise<LeaseState | null> {
  const [found] = await database.query<{ exists: boolean }>(
    `select to_regclass('${schema}.leases') is not null as exists`,
  )
  return found?.exists ? ((await readState(database, nameOf(subject))) ?? null) : null
}

/** Removes an identity that a restore has made, and that has signed nothing. */
export async function removeLeaseIdentity(database: Database, subject: LeaseSubject): Promise<void> {
  await database.query(`delete from ${schema}.leases where name = $1`, [nameOf(subject)])
}

const nameOf = ({ genesisHash, netuid, mechanism, hotkey }: LeaseSubject) =>
  `${genesisHash}/${netuid}/${mechanism}/${hotkey}`

async function readState(database: Database, name: string): Promise<LeaseState | undefined> {
  const [row] = await database.query<LeaseState>(
    `select holder, active from ${schema}.leases where name = $1`,
    [name],
  )
  return row
}

const newId = () => randomBytes(16).toString('hex')
