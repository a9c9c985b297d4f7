import { type Clock, systemClock } from '@subnetkit/base'
import { applyMigrations, type Database } from '@subnetkit/core/validator'
import { budgetsOf } from '../keys/access.js'
import { issueKey } from '../keys/issue-key.js'
import { createKeyStore, type KeyRequest, type KeyStore } from '../keys/key-store.js'
import type { KeyLimits, KeyRecord } from '../keys/records.js'
import { createLedger, type Ledger } from '../money/ledger.js'
import { gatewayMigrations, gatewaySchema } from '../money/migrations.js'
import { keyBudget, projectBudget } from '../money/spend.js'

/** Budget of a key in numbers that JSON carries: micro-credits. */
export interface BudgetLimits {
  /** Null lifts it. */
  readonly cap?: number | null | undefined
  readonly periodMs?: number | null | undefined
  /** Of all keys of the project. */
  readonly projectCap?: number | null | undefined
}

/** A key, and what it has spent. */
export interface KeyStatus extends KeyRecord {
  readonly budgets: readonly {
    readonly name: string
    readonly cap: number | null
    readonly periodMs: number | null
    readonly spent: number
    readonly reserved: number
  }[]
}

/** Actions of an operator on keys. All values are such as JSON carries. */
export interface KeyAdmin {
  /** Makes a key, whose text is returned once. */
  create(request: KeyRequest & BudgetLimits): Promise<{ readonly key: string; readonly status: KeyStatus }>
  list(): Promise<readonly KeyStatus[]>
  /** Throws KEY_UNKNOWN. */
  revoke(id: string): Promise<KeyStatus>
  /** Changes what is given. Throws KEY_UNKNOWN. */
  limit(id: string, limits: Partial<KeyLimits> & BudgetLimits): Promise<KeyStatus>
}

/** Administers the keys in a database, whether or not a gateway runs on it. */
export async function openKeyAdmin(database: Database, clock: Clock = systemClock): Promise<KeyAdmin> {
  await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
  return keyAdmin({
    keys: createKeyStore(database, clock),
    ledger: createLedger({ database, clock, reservationMs: 120_000 }),
  })
}

/** Administers the keys of a gateway. */
export function keyAdmin(parts: { readonly keys: KeyStore; readonly ledger: Ledger }): KeyAdmin {
  const { keys, ledger } = parts

  async function statusOf(record: KeyRecord): Promise<KeyStatus> {
    const budgets = await ledger.read(budgetsOf(record))
    return {
      ...record,
      budgets: budgets.map(({ cap, spent, reserved, ...rest }) => ({
        ...rest,
        ...{ cap: cap === null ? null : Number(cap), spent: Number(spent), reserved: Number(reserved) },
      })),
    }
  }
  async function setBudgets({ id, project }: KeyRecord, { cap, periodMs, projectCap }: BudgetLimits) {
    const change = async (name: string, to: number | null | undefined) => {
      if (to === undefined && periodMs === undefined) return
      const [before] = await ledger.read([name])
      const kept = to === undefined ? (before?.cap ?? null) : to === null ? null : BigInt(to)
      await ledger.limit(name, {
        cap: kept,
        periodMs: periodMs === undefined ? (before?.periodMs ?? null) : periodMs,
      })
    }
    await change(keyBudget(id), cap)
    if (project !== null && projectCap !== undefined) await change(projectBudget(project), projectCap)
  }

  return {
    async create({ cap, periodMs, projectCap, ...request }) {
      const { key, record } = await issueKey(parts, request)
      await setBudgets(record, { cap, periodMs, projectCap })
      return { key, status: await statusOf(record) }
    },
    list: async () => Promise.all((await keys.list()).map(statusOf)),
    revoke: async (id) => statusOf(await keys.revoke(id)),
    async limit(id, { cap, periodMs, projectCap, ...limits }) {
      const record = await keys.limit(id, limits)
      await setBudgets(record, { cap, periodMs, projectCap })
      return statusOf(record)
    },
  }
}
