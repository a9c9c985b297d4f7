import type { Database } from './database.js'
import type { RoundBudget, Spending } from './records.js'

/** Answer to a request for a part of a budget. */
export type Grant =
  | { readonly kind: 'granted' }
  /** Others hold more than they may need: what they return may be enough. */
  | { readonly kind: 'held' }
  | { readonly kind: 'spent'; readonly reason: string }

/** Budgets of rounds, shared by all workers of a validator. Every call is durable when it returns. */
export interface BudgetStore {
  /**
   * Takes the most that some requests may need, in one statement: all of it or nothing. A worker that dies with it
   * wastes it; nothing is ever spent twice.
   * @param until Unix time in ms by which the requests are over
   */
  takeBudget(
    round: number,
    budget: RoundBudget,
    need: Spending,
    time: { readonly now: number; readonly until: number },
  ): Promise<Grant>
  /** Returns what was taken and not needed. */
  returnBudget(round: number, rest: Spending): Promise<void>
}

type Taken = Spending & { readonly held: number; readonly held_until: number }

const limits = ['requests', 'bytes', 'ms', 'cost'] as const
const units = { requests: 'requests', bytes: 'bytes', ms: 'ms of answering', cost: 'cost' } as const

export function budgetStore(database: Database, scope: string): BudgetStore {
  const columns = limits.map((name) => `taken_${name}`)
  const amounts = (spending: Spending) => limits.map((name) => spending[name])
  return {
    async takeBudget(round, budget, need, { now, until }) {
      const taken = await database.query(
        `update subnetkit.rounds
            set ${columns.map((column, at) => `${column} = ${column} + $${at + 3}`).join(', ')},
                held = held + 1, held_until = greatest(held_until, $7)
          where scope = $1 and number = $2 and state = 'planned' and
                ${columns.map((column, at) => `($${at + 8}::float8 is null or ${column} + $${at + 3} <= $${at + 8})`).join(' and ')}
          returning number`,
        [scope, round, ...amounts(need), Math.ceil(until), ...limits.map((name) => budget[name])],
      )
      if (taken.length > 0) return { kind: 'granted' }
      const [row] = await database.query<Taken>(
        `select ${limits.map((name) => `taken_${name} as ${name}`).join(', ')}, held, held_until
           from subnetkit.rounds where scope = $1 and number = $2 and state = 'planned'`,
        [scope, round],
      )
      if (row === undefined) return { kind: 'spent', reason: 'the round is over' }
      const over = limits.find((name) => budget[name] !== null && row[name] + need[name] > budget[name])
      // What was taken in between is there again.
      if (over === undefined) return { kind: 'held' }
      // Requests and costs that are under way are not returned.
      const isFinal = over === 'requests' || over === 'cost'
      if (!isFinal && row.held > 0 && row.held_until > now) return { kind: 'held' }
      const reason = `the budget of the round is spent: ${row[over]} of ${budget[over]} ${units[over]} are taken, and its tasks may need ${need[over]} more`
      return { kind: 'spent', reason }
    },
    async returnBudget(round, rest) {
      await database.query(
        `update subnetkit.rounds
            set ${columns.map((column, at) => `${column} = ${column} - $${at + 3}`).join(', ')},
                held = greatest(held - 1, 0)
          where scope = $1 and number = $2`,
        [scope, round, ...amounts(rest)],
      )
    },
  }
}
