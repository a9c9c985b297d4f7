import { type Clock, systemClock } from '@subnetkit/base'
import { applyMigrations, type Database } from '@subnetkit/core/validator'
import { type Deposit, listDeposits } from '../deposits/deposit-store.js'
import type { Deposits } from '../deposits/deposits.js'
import { gatewayError } from '../errors.js'
import { budgetsOf } from '../keys/access.js'
import { issueKey } from '../keys/issue-key.js'
import { createKeyStore, type KeyRequest, type KeyStore } from '../keys/key-store.js'
import type { KeyLimits, KeyRecord, OrganicConsent } from '../keys/records.js'
import { createLedger, type Ledger } from '../money/ledger.js'
import { gatewayMigrations, gatewaySchema } from '../money/migrations.js'
import { keyBudget, projectBudget } from '../money/spend.js'
import {
  claimPayout,
  claimRefund,
  type Earning,
  keepPlan,
  listClaims,
  type PaymentClaim,
  readEarnings,
  replacePlan,
} from '../payouts/payment-store.js'

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
  /** Address at which it is paid for; null for one that is not prepaid, or where TAO is not accepted. */
  readonly depositAddress: string | null
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
  limit(
    id: string,
    limits: Partial<KeyLimits> & BudgetLimits & { readonly organic?: OrganicConsent | undefined },
  ): Promise<KeyStatus>
  /** Newest deposits of a key, or of all. */
  deposits(id?: string | null): Promise<readonly DepositStatus[]>
  /** Earnings of owners of miners that no plan pays yet. */
  earnings(): Promise<readonly Earning[]>
  /** Takes earnings out of the books, for a plan; null where no owner has the minimum, in micro-credits as digits. */
  claimPayout(minimum: string): Promise<PaymentClaim | null>
  /** Takes what is not spent of a key's deposits out of its budget, for a plan. Throws REFUND_EMPTY. */
  claimRefund(request: {
    readonly keyId: string
    readonly genesis: string
    readonly dryRun: boolean
  }): Promise<PaymentClaim>
  /** Stores the plan of a claim, unless it has one; returns the one that it has. Throws CLAIM_UNKNOWN. */
  keepPlan(claim: string, body: string): Promise<string>
  /** Replaces the plan of a claim by one of its void parts again, unless that was done meanwhile; returns the plan that it has now. */
  replacePlan(claim: string, plans: { readonly before: string; readonly after: string }): Promise<string>
  /** All claims, the newest first. */
  claims(): Promise<readonly PaymentClaim[]>
}

/** A deposit in values that JSON carries. */
export interface DepositStatus extends Omit<Deposit, 'rao' | 'credits'> {
  readonly rao: string
  readonly credits: number
}

/** Administers the keys in a database, whether or not a gateway runs on it. */
export async function openKeyAdmin(database: Database, clock: Clock = systemClock): Promise<KeyAdmin> {
  await applyMigrations(database, { schema: gatewaySchema, migrations: gatewayMigrations })
  return keyAdmin({
    database,
    clock,
    keys: createKeyStore(database, clock),
    ledger: createLedger({ database, clock, reservationMs: 120_000 }),
    deposits: null,
  })
}

/** Administers the keys of a gateway. */
export function keyAdmin(parts: {
  readonly database: Database
  readonly clock?: Clock | undefined
  readonly keys: KeyStore
  readonly ledger: Ledger
  /** Null where no gateway runs that accepts TAO. */
  readonly deposits: Pick<Deposits, 'addressOf'> | null
}): KeyAdmin {
  const { keys, ledger, deposits, database, clock = systemClock } = parts

  async function statusOf(record: KeyRecord): Promise<KeyStatus> {
    const budgets = await ledger.read(budgetsOf(record))
    return {
      ...record,
      depositAddress: record.prepaid && deposits !== null ? await deposits.addressOf(record.id) : null,
      budgets: budgets.map(({ cap, spent, reserved, ...rest }) => ({
        ...rest,
        ...{ cap: cap === null ? null : Number(cap), spent: Number(spent), reserved: Number(reserved) },
      })),
    }
  }
  async function setBudgets(
    { id, project, prepaid }: KeyRecord,
    { cap, periodMs, projectCap }: BudgetLimits,
  ) {
    const change = async (name: string, to: number | null | undefined) => {
      if (to === undefined && periodMs === undefined) return
      const [before] = await ledger.read([name])
      const kept = to === undefined ? (before?.cap ?? null) : to === null ? null : BigInt(to)
      await ledger.limit(name, {
        cap: kept,
        periodMs: periodMs === undefined ? (before?.periodMs ?? null) : periodMs,
      })
    }
    if (!prepaid) await change(keyBudget(id), cap)
    if (project !== null && projectCap !== undefined) await change(projectBudget(project), projectCap)
  }

  return {
    async create({ cap, periodMs, projectCap, ...request }) {
      if (request.prepaid) refuseCap('new', { cap, periodMs, projectCap })
      const { key, record } = await issueKey(parts, request)
      await setBudgets(record, { cap, periodMs, projectCap })
      return { key, status: await statusOf(record) }
    },
    list: async () => Promise.all((await keys.list()).map(statusOf)),
    revoke: async (id) => statusOf(await keys.revoke(id)),
    async limit(id, { cap, periodMs, projectCap, organic, ...limits }) {
      const known = (await keys.list()).find((one) => one.id === id)
      if (known?.prepaid) refuseCap(id, { cap, periodMs, projectCap })
      const limited = await keys.limit(id, limits)
      const record = organic === undefined ? limited : await keys.consent(id, organic)
      await setBudgets(record, { cap, periodMs, projectCap })
      return statusOf(record)
    },
    earnings: () => readEarnings(database),
    claimPayout: (minimum) => claimPayout(database, BigInt(minimum), Math.floor(clock.date())),
    claimRefund: (request) => claimRefund(database, { ...request, date: Math.floor(clock.date()) }),
    keepPlan: (claim, body) => keepPlan(database, claim, body),
    replacePlan: (claim, plans) => replacePlan(database, claim, plans),
    claims: () => listClaims(database),
    async deposits(id) {
      const deposits = await listDeposits(database, id ?? undefined)
      return deposits.map(({ rao, credits, ...rest }) => ({
        ...rest,
        rao: String(rao),
        credits: Number(credits),
      }))
    },
  }
}

/** Throws KEY_PREPAID for limits of the key's own budget; a period may be that of its project. */
function refuseCap(id: string, { cap, periodMs, projectCap }: BudgetLimits): void {
  const isOfProject = projectCap !== undefined
  if (cap !== undefined || (periodMs !== undefined && !isOfProject)) throw gatewayError('KEY_PREPAID', { id })
}
