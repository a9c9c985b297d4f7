import { randomUUID } from 'node:crypto'
import type { Database, Queryable } from '@subnetkit/core/validator'
import { unspentRao } from '../deposits/deposit-rule.js'
import { gatewayError } from '../errors.js'
import { keyBudget } from '../money/spend.js'

/** Credits that prepaid keys were charged for answers of one owner's miners, not in any plan. */
export interface Earning {
  readonly coldkey: string
  readonly credits: string
}

/** Amounts that are out of the books, for a plan. All values are such as JSON carries. */
export interface PaymentClaim {
  readonly claim: string
  readonly kind: 'payout' | 'refund'
  readonly keyId: string | null
  readonly credits: string
  /** Of a refund: what its credits were paid in with. */
  readonly rao: string | null
  /** Of a payout. */
  readonly earnings: readonly Earning[]
  /** Of a refund: who has paid in. */
  readonly senders: readonly string[]
  /** The plan as it was written first; null before. */
  readonly body: string | null
}

interface ClaimRow {
  readonly id: string
  readonly kind: 'payout' | 'refund'
  readonly key_id: string | null
  readonly rao: string | null
  readonly credits: string
  readonly body: string | null
}
const claimColumns = 'id, kind, key_id, rao::text, credits::text, body'
const locked = { lock: 'gateway-payments' } as const

/** Earnings of each owner that are in no plan. */
export const readEarnings = (on: Queryable, claim = ''): Promise<readonly Earning[]> =>
  on.query<Earning>(
    `select coldkey, sum(credits)::text as credits from subnetkit_gateway.earnings
      where plan = $1 group by coldkey order by coldkey`,
    [claim],
  )

/**
 * Takes the earnings of owners who have earned at least `minimum` out of the books, for one plan. A claim whose plan was not written yet
 * comes first. Returns null where there is nothing to pay.
 */
export function claimPayout(database: Database, minimum: bigint, date: number): Promise<PaymentClaim | null> {
  return database.transaction(async (transaction) => {
    const [open] = await transaction.query<ClaimRow>(
      `select ${claimColumns} from subnetkit_gateway.payment_plans where kind = 'payout' and body is null`,
    )
    if (open !== undefined) return claimOf(transaction, open)
    const claim = randomUUID()
    const [sum] = await transaction.query<{ credits: string | null }>(
      `with enough as (
         select coldkey from subnetkit_gateway.earnings where plan = '' group by coldkey having sum(credits) >= $2::bigint
       ), locked as (
         select e.hotkey, e.coldkey, e.day from subnetkit_gateway.earnings e join enough on e.coldkey = enough.coldkey
          where e.plan = '' order by e.hotkey, e.coldkey, e.day for update of e
       ), taken as (
         update subnetkit_gateway.earnings e set plan = $1 from locked l
          where e.plan = '' and e.hotkey = l.hotkey and e.coldkey = l.coldkey and e.day = l.day returning e.credits
       ) select sum(credits)::text as credits from taken`,
      [claim, String(minimum)],
    )
    if (sum?.credits == null) return null
    return claimOf(
      transaction,
      await addClaim(transaction, { claim, kind: 'payout', credits: sum.credits, date }),
    )
  }, locked)
}

/**
 * Takes what is not spent of a prepaid key's deposits out of its budget, the newest deposits first; what is reserved by running requests
 * stays. A claim whose plan was not written yet comes first. Throws REFUND_EMPTY. With `dryRun`, nothing is changed.
 */
export function claimRefund(
  database: Database,
  {
    keyId,
    genesis,
    date,
    dryRun,
  }: { readonly keyId: string; readonly genesis: string; readonly date: number; readonly dryRun: boolean },
): Promise<PaymentClaim> {
  return database.transaction(async (transaction) => {
    const [open] = await transaction.query<ClaimRow>(
      `select ${claimColumns} from subnetkit_gateway.payment_plans where kind = 'refund' and key_id = $1 and body is null`,
      [keyId],
    )
    if (open !== undefined) return claimOf(transaction, open)
    const [budget] = await transaction.query<{ left: string }>(
      'select greatest(cap - spent - reserved, 0)::text as left from subnetkit_gateway.budgets where name = $1 for update',
      [keyBudget(keyId)],
    )
    const deposits = await transaction.query<DepositRow>(
      `select block_hash, event, sender, rao::text, credits::text, refunded_credits::text, refunded_rao::text
         from subnetkit_gateway.deposits where key_id = $1 and genesis = $2 order by block_number desc, event desc for update`,
      [keyId, genesis],
    )
    const parts = unspentParts(deposits, BigInt(budget?.left ?? 0))
    const rao = parts.reduce((sum, part) => sum + part.rao, 0n)
    const credits = parts.reduce((sum, part) => sum + part.credits, 0n)
    if (rao === 0n) throw gatewayError('REFUND_EMPTY', { id: keyId })
    const senders = [...new Set(parts.map(({ row }) => row.sender))]
    const claim = randomUUID()
    const made = { claim, kind: 'refund', keyId, rao: String(rao), credits: String(credits) } as const
    if (dryRun) return { ...made, earnings: [], senders, body: null }
    for (const part of parts) {
      await transaction.query(
        `update subnetkit_gateway.deposits set refunded_credits = refunded_credits + $3::bigint,
           refunded_rao = refunded_rao + $4::bigint where block_hash = $1 and event = $2`,
        [part.row.block_hash, part.row.event, String(part.credits), String(part.rao)],
      )
    }
    await transaction.query('update subnetkit_gateway.budgets set cap = cap - $2::bigint where name = $1', [
      keyBudget(keyId),
      String(credits),
    ])
    return claimOf(transaction, await addClaim(transaction, { ...made, date }))
  }, locked)
}

/** Stores the plan of a claim, unless it has one. Returns the plan that it has. */
export async function keepPlan(database: Database, claim: string, body: string): Promise<string> {
  const [row] = await database.query<{ body: string }>(
    `update subnetkit_gateway.payment_plans set body = coalesce(body, $2) where id = $1 returning body`,
    [claim, body],
  )
  if (row === undefined) throw gatewayError('CLAIM_UNKNOWN', { claim })
  return row.body
}

/** Replaces the plan of a claim, unless another one has replaced it meanwhile. Returns the plan that the claim has now. */
export async function replacePlan(
  database: Database,
  claim: string,
  { before, after }: { readonly before: string; readonly after: string },
): Promise<string> {
  const [row] = await database.query<{ body: string }>(
    `update subnetkit_gateway.payment_plans set body = case when body = $2 then $3 else body end
      where id = $1 and body is not null returning body`,
    [claim, before, after],
  )
  if (row === undefined) throw gatewayError('CLAIM_UNKNOWN', { claim })
  return row.body
}

/** All claims, the newest first. */
export async function listClaims(database: Database): Promise<readonly PaymentClaim[]> {
  const rows = await database.query<ClaimRow>(
    `select ${claimColumns} from subnetkit_gateway.payment_plans order by created_at desc, id limit 100`,
  )
  return Promise.all(rows.map((row) => claimOf(database, row)))
}

interface DepositRow {
  readonly block_hash: string
  readonly event: number
  readonly sender: string
  readonly rao: string
  readonly credits: string
  readonly refunded_credits: string
  readonly refunded_rao: string
}

/** Parts of deposits, the newest first, whose credits are not spent; those that brought no credits are whole. */
function unspentParts(rows: readonly DepositRow[], left: bigint) {
  let rest = left
  return rows.flatMap((row) => {
    const [rao, credits] = [BigInt(row.rao), BigInt(row.credits)]
    const open = credits - BigInt(row.refunded_credits)
    if (credits === 0n) {
      const unpaid = rao - BigInt(row.refunded_rao)
      return unpaid > 0n ? [{ row, credits: 0n, rao: unpaid }] : []
    }
    const part = open < rest ? open : rest
    rest -= part
    return part > 0n ? [{ row, credits: part, rao: unspentRao(rao, credits, part) }] : []
  })
}

async function addClaim(
  on: Queryable,
  claim: {
    readonly claim: string
    readonly kind: 'payout' | 'refund'
    readonly keyId?: string
    readonly rao?: string
    readonly credits: string
    readonly date: number
  },
): Promise<ClaimRow> {
  const [row] = await on.query<ClaimRow>(
    `insert into subnetkit_gateway.payment_plans (id, kind, key_id, rao, credits, created_at)
     values ($1, $2, $3, $4::bigint, $5::bigint, $6) returning ${claimColumns}`,
    [claim.claim, claim.kind, claim.keyId ?? null, claim.rao ?? null, claim.credits, claim.date],
  )
  return row!
}

async function claimOf(on: Queryable, row: ClaimRow): Promise<PaymentClaim> {
  const { id: claim, kind, key_id: keyId, rao, credits, body } = row
  const earnings = kind === 'payout' ? await readEarnings(on, claim) : []
  const senders = keyId === null ? [] : await sendersOf(on, keyId)
  return { claim, kind, keyId, rao, credits, earnings, senders, body }
}

async function sendersOf(on: Queryable, keyId: string): Promise<readonly string[]> {
  const rows = await on.query<{ sender: string }>(
    'select distinct sender from subnetkit_gateway.deposits where key_id = $1 order by sender',
    [keyId],
  )
  return rows.map(({ sender }) => sender)
}
