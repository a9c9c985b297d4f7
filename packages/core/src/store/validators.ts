import type { ActivatedVersion } from '../commitment/activation.js'
import type { Database, Queryable } from './database.js'
import { migrate } from './migrations.js'

/** Validator that a store belongs to. */
export interface StoreScope {
  /** Genesis hash of its chain; null if the store was opened without one and no validator has run on it. */
  readonly genesisHash: string | null
  readonly netuid: number
  readonly mechanism: number
  /** SS58 address. */
  readonly hotkey: string
}

/** Announcement of a coordinator to its workers. */
export interface ValidatorRecord {
  readonly genesisHash: string
  /** Name and version of the subnet definition. */
  readonly subnet: string
  readonly version: string
  /** Settings of the workers, as JSON. */
  readonly settings: unknown
  /** Last sign of life, Unix time in ms. */
  readonly seenAt: number
}

/** A validator whose coordinator has announced itself. */
export interface AnnouncedValidator extends ValidatorRecord, StoreScope {
  readonly genesisHash: string
}

/** Returns the validators of a hotkey that have announced themselves in a database, by netuid and mechanism. */
export async function announcedValidators(database: Database, hotkey: string): Promise<AnnouncedValidator[]> {
  await migrate(database)
  const rows = await database.query<AnnouncedRow & { netuid: number; mechanism: number }>(
    `select * from subnetkit.validators where hotkey = $1 and subnet is not null order by netuid, mechanism`,
    [hotkey],
  )
  return rows.map((row) => ({ ...toAnnounced(row), netuid: row.netuid, mechanism: row.mechanism, hotkey }))
}

/** The row of the validator itself. */
export interface ValidatorStore {
  readonly scope: StoreScope
  /** Binds a store that was opened without a genesis to this one; returns that to which it is bound. */
  bind(genesisHash: string): Promise<string>
  /** Announces the subnet, its version and the settings of the workers; also the coordinator's sign of life. */
  announce(validator: Omit<ValidatorRecord, 'genesisHash'>): Promise<void>
  /** Returns null until a coordinator has announced itself. */
  announced(): Promise<ValidatorRecord | null>
  /** Keeps the activation that the chain had last, so that a restart without a chain knows it. */
  keepActivation(activation: ActivatedVersion): Promise<void>
  keptActivation(): Promise<ActivatedVersion | null>
}

interface AnnouncedRow {
  readonly genesis: string
  readonly subnet: string
  readonly version: string
  readonly settings: string
  readonly seen_at: number
}

function toAnnounced({ genesis, subnet, version, settings, seen_at }: AnnouncedRow): ValidatorRecord {
  return {
    ...{ genesisHash: genesis, subnet, version, seenAt: seen_at },
    settings: JSON.parse(settings) as unknown,
  }
}

export function validatorStore(database: Database, id: string, scope: StoreScope): ValidatorStore {
  return {
    scope,
    async bind(genesisHash) {
      const [row] = await database.query<{ genesis: string }>(
        `update subnetkit.validators set genesis = coalesce(genesis, $2) where scope = $1 returning genesis`,
        [id, genesisHash],
      )
      return row?.genesis ?? genesisHash
    },
    async announce({ subnet, version, settings, seenAt }) {
      await database.query(
        `update subnetkit.validators set subnet = $2, version = $3, settings = $4, seen_at = $5 where scope = $1`,
        [id, subnet, version, JSON.stringify(settings), seenAt],
      )
    },
    async announced() {
      const [row] = await database.query<AnnouncedRow>(
        `select genesis, subnet, version, settings, seen_at from subnetkit.validators
          where scope = $1 and subnet is not null`,
        [id],
      )
      return row ? toAnnounced(row) : null
    },
    async keepActivation(activation) {
      await database.query('update subnetkit.validators set activation = $2 where scope = $1', [
        ...[id, JSON.stringify(activation)],
      ])
    },
    async keptActivation() {
      const [row] = await database.query<{ activation: string | null }>(
        'select activation from subnetkit.validators where scope = $1',
        [id],
      )
      return row?.activation ? (JSON.parse(row.activation) as ActivatedVersion) : null
    },
  }
}

/**
 * Registers a scope, and returns its id, by which all tables know it. A scope with a genesis takes over the data of the same
 * validator that was stored without one.
 */
export async function openScope(database: Database, scope: StoreScope): Promise<string> {
  const { genesisHash, netuid, mechanism, hotkey } = scope
  const bare = `${netuid}/${mechanism}/${hotkey}`
  const name = genesisHash === null ? bare : `${genesisHash}/${bare}`
  const known = await idOf(database, name)
  if (known !== null) return known
  // Under the common lock: ids are numbered by all.
  return database.transaction(async (transaction) => {
    const begun = await idOf(transaction, name)
    if (begun !== null) return begun
    const names = { name, bare: genesisHash === null ? name : bare, genesis: genesisHash }
    const id = (await adopt(transaction, names)) ?? (await addScope(transaction, name))
    await transaction.query(
      `insert into subnetkit.validators (scope, genesis, netuid, mechanism, hotkey) values ($1, $2, $3, $4, $5)
       on conflict (scope) do update set genesis = excluded.genesis`,
      [id, genesisHash, netuid, mechanism, hotkey],
    )
    return String(id)
  })
}

async function idOf(on: Queryable, name: string): Promise<string | null> {
  const [row] = await on.query<{ id: number }>(
    `select s.id from subnetkit.scopes s join subnetkit.validators v on v.scope = s.id where s.name = $1`,
    [name],
  )
  return row === undefined ? null : String(row.id)
}

interface Names {
  readonly name: string
  /** Name without a genesis. */
  readonly bare: string
  readonly genesis: string | null
}

/** Names the data that was stored without a genesis, or is bound to this one; returns its id, or null without any. */
async function adopt(on: Queryable, { name, bare, genesis }: Names): Promise<number | null> {
  const [own] = await on.query<{ id: number }>(
    `update subnetkit.scopes s set name = $2 where s.name = $1 and not exists (
       select 1 from subnetkit.validators v where v.scope = s.id and v.genesis <> $3) returning s.id`,
    [bare, name, genesis],
  )
  return own?.id ?? null
}

async function addScope(on: Queryable, name: string): Promise<number> {
  const [added] = await on.query<{ id: number }>(
    `insert into subnetkit.scopes (id, name) select coalesce(max(id), 0) + 1, $1 from subnetkit.scopes returning id`,
    [name],
  )
  return added!.id
}
