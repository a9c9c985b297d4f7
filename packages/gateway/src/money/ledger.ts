import type { Clock } from '@subnetkit/base'
import type { Database } from '@subnetkit/core/validator'

/** A budget: a key's, a project's, or the whole gateway's. Amounts in micro-credits. */
export interface Budget {
  readonly name: string
  /** Null for no limit. */
  readonly cap: bigint | null
  /** Time after which `spent` starts at zero again, in ms; null for never. */
  readonly periodMs: number | null
  readonly spent: bigint
  readonly reserved: bigint
}

/** A miner that answered, and the account that owns it. */
export interface Earner {
  readonly hotkey: string
  readonly coldkey: string
}

/** Budgets, of which no request can take more than is left, however many run at once. */
export interface Ledger {
  /** Makes a budget without a limit, unless there is one of this name. A request cannot reserve in one that does not exist. */
  open(name: string): Promise<void>
  /** Sets the limit of a budget, which need not exist yet. */
  limit(name: string, limit: Pick<Budget, 'cap' | 'periodMs'>): Promise<void>
  /**
   * Sets an amount aside in all of the budgets, or in none. Returns the name of one that has too little left, or null once it is
   * set aside.
   */
  reserve(id: string, budgets: readonly string[], amount: bigint): Promise<string | null>
  /**
   * Ends a reservation, and spends up to its amount. Returns what was spent: 0 for a reservation that has ended before, so that
   * nothing is charged twice. What a prepaid key spends is noted as earnings of the miners that answered it, in equal parts.
   */
  settle(id: string, cost: bigint, earners?: readonly Earner[]): Promise<bigint>
  /** Gives reservations of this ledger that are not settled their time once more: a transfer to a slow client may take longer. */
  renew(): Promise<void>
  /** Ends reservations whose time is over, of processes that were killed, and spends nothing. Returns their number. */
  sweep(): Promise<number>
  read(names: readonly string[]): Promise<readonly Budget[]>
}

interface LedgerOptions {
  readonly database: Database
  readonly clock: Pick<Clock, 'date'>
  /** Time after which a reservation is swept, unless it is renewed. */
  readonly reservationMs: number
}

/** Beginning of the period that runs at $1, and what was spent in it. */
const start =
  'case when b.period_ms is null then b.period_start else $1::bigint / b.period_ms * b.period_ms end'
const spentNow = `case when b.period_start = ${start} then b.spent else 0 end`

/** Locks budgets by their names: two requests that lock theirs in another order would wait for each other. */
const lockBudgets = (names: string) => `locked as (
  select name from subnetkit_gateway.budgets where name in (${names}) order by name for update
)`

/** Notes the cost as earnings: $4 and $5 are miners, each as often as it answered. What does not divide goes to the first. */
const noteEarnings = `earned as (
  insert into subnetkit_gateway.earnings as e (hotkey, coldkey, day, credits)
  select m.hotkey, m.coldkey, $1::bigint / 86400000,
         sum(gone.cost / cardinality($4::text[]) + case when m.place <= gone.cost % cardinality($4::text[]) then 1 else 0 end)
    from gone, unnest($4::text[], $5::text[]) with ordinality as m (hotkey, coldkey, place)
   where gone.cost > 0 and exists (
     select 1 from unnest(gone.budgets) as b (name) join subnetkit_gateway.keys k on k.id = substr(b.name, 5)
      where b.name like 'key:%' and k.prepaid
   )
   group by m.hotkey, m.coldkey order by m.hotkey, m.coldkey
  on conflict (hotkey, coldkey, day, plan) do update set credits = e.credits + excluded.credits
)`
const earningsOf = (earners: readonly Earner[]) => [
  earners.map(({ hotkey }) => hotkey),
  earners.map(({ coldkey }) => coldkey),
]

export function createLedger({ database, clock, reservationMs }: LedgerOptions): Ledger {
  const now = () => Math.floor(clock.date())
  /** Reservations of this process that are not settled. */
  const open = new Set<string>()

  return {
    async open(name) {
      await database.query(
        'insert into subnetkit_gateway.budgets (name) values ($1) on conflict do nothing',
        [name],
      )
    },
    async limit(name, { cap, periodMs }) {
      await database.query(
        `insert into subnetkit_gateway.budgets (name, cap, period_ms) values ($1, $2::bigint, $3::bigint)
         on conflict (name) do update set cap = excluded.cap, period_ms = excluded.period_ms`,
        [name, cap === null ? null : String(cap), periodMs],
      )
    },
    async reserve(id, budgets, amount) {
      const names = [...new Set(budgets)].sort()
      const date = now()
      try {
        await database.transaction(
          async (transaction) => {
            const taken = await transaction.query<{ name: string }>(
              `with ${lockBudgets('select unnest($2::text[])')}
               update subnetkit_gateway.budgets b
                  set period_start = ${start}, spent = ${spentNow}, reserved = b.reserved + $3::bigint
                 from locked where b.name = locked.name
                  and (b.cap is null or ${spentNow} + b.reserved + $3::bigint <= b.cap)
               returning b.name`,
              [date, names, String(amount)],
            )
            if (taken.length < names.length) {
              const enough = new Set(taken.map(({ name }) => name))
              throw new Spent(names.find((name) => !enough.has(name)) ?? '')
            }
            await transaction.query(
              `insert into subnetkit_gateway.reservations (id, budgets, amount, expires_at)
               values ($1, $2::text[], $3::bigint, $4::bigint)`,
              [id, names, String(amount), date + reservationMs],
            )
          },
          { lock: null },
        )
        open.add(id)
        return null
      } catch (error) {
        if (error instanceof Spent) return error.budget
        throw error
      }
    },
    async settle(id, cost, earners = []) {
      open.delete(id)
      const [row] = await database.transaction(
        (transaction) =>
          transaction.query<{ spent: string }>(
            `with gone as (
               delete from subnetkit_gateway.reservations where id = $2
               returning budgets, amount, least($3::bigint, amount) as cost
             ), ${lockBudgets('select unnest(budgets) from gone')}, settled as (
               update subnetkit_gateway.budgets b
                  set reserved = b.reserved - gone.amount, period_start = ${start}, spent = ${spentNow} + gone.cost
                 from gone, locked where b.name = locked.name
             )${earners.length > 0 ? `, ${noteEarnings}` : ''} select cost::text as spent from gone`,
            [now(), id, String(cost), ...(earners.length > 0 ? earningsOf(earners) : [])],
          ),
        { lock: null },
      )
      return BigInt(row?.spent ?? 0)
    },
    async renew() {
      if (open.size === 0) return
      await database.query(
        'update subnetkit_gateway.reservations set expires_at = $1::bigint where id = any ($2::text[])',
        [now() + reservationMs, [...open]],
      )
    },
    async sweep() {
      const [row] = await database.transaction(
        (transaction) =>
          transaction.query<{ swept: number }>(
            `with gone as (
               delete from subnetkit_gateway.reservations where expires_at <= $1 returning id, budgets, amount
             ), sums as (
               select name, sum(amount) as amount from gone, unnest(budgets) as name group by name
             ), ${lockBudgets('select name from sums')}, freed as (
               update subnetkit_gateway.budgets b set reserved = b.reserved - sums.amount
                 from sums, locked where b.name = sums.name and b.name = locked.name
             ) select count(*)::int as swept from gone`,
            [now()],
          ),
        { lock: null },
      )
      return row?.swept ?? 0
    },
    async read(names) {
      const rows = await database.query<
        Record<'name' | 'cap' | 'period' | 'spent' | 'reserved', string | null>
      >(
        `select b.name, b.cap::text, b.period_ms::text as period, (${spentNow})::text as spent, b.reserved::text
           from subnetkit_gateway.budgets b where b.name = any ($2::text[]) order by b.name`,
        [now(), names],
      )
      return rows.map(({ name, cap, period, spent, reserved }) => ({
        name: String(name),
        cap: cap === null ? null : BigInt(cap),
        periodMs: period === null ? null : Number(period),
        spent: BigInt(spent ?? 0),
        reserved: BigInt(reserved ?? 0),
      }))
    },
  }
}

/** Rolls a transaction back: one of the budgets had too little left. */
class Spent extends Error {
  readonly budget: string
  constructor(budget: string) {
    super(`the budget ${budget} is spent`)
    this.budget = budget
  }
}
