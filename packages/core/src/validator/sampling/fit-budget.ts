import type { RoundBudget } from './budgets.js'

/** What asking one miner takes, as far as it is known before. */
export interface Need {
  readonly requests: number
  /** In the unit that synapses declare. */
  readonly cost: number
}

/** The miners that a round can afford, and the others with the reason. */
export interface Fitted<C> {
  readonly chosen: readonly C[]
  readonly left: readonly { readonly miner: C; readonly reason: string }[]
}

/**
 * Chooses whole miners, from the first on, until one does not fit into what is left of the budget: none after it is
 * asked either, because cheap miners would overtake it in every round. A miner that needs more than the whole budget
 * is passed over: it would keep all others out.
 */
export function fitBudget<C>(
  ranked: readonly C[],
  budget: Pick<RoundBudget, 'requests' | 'cost'>,
  needOf: (miner: C) => Need,
): Fitted<C> {
  if (budget.requests === null && budget.cost === null) return { chosen: ranked, left: [] }
  const spent = { requests: 0, cost: 0 }
  const chosen: C[] = []
  const left: { miner: C; reason: string }[] = []
  let full: string | null = null
  for (const miner of ranked) {
    const need = full === null ? needOf(miner) : null
    const beyond = need && excess(need, budget, { requests: 0, cost: 0 })
    if (need === null || beyond) {
      left.push({ miner, reason: beyond ? `its tasks need ${beyond} by themselves` : full! })
      continue
    }
    const more = excess(need, budget, spent)
    if (more) {
      full = `the budget of the round is planned for others: with its tasks it would be ${more}`
      left.push({ miner, reason: full })
      continue
    }
    spent.requests += need.requests
    spent.cost += need.cost
    chosen.push(miner)
  }
  return { chosen, left }
}

/** The limit that a need exceeds, on top of what is spent: `12 of 10 requests`; null if there is none. */
function excess(need: Need, budget: Pick<RoundBudget, 'requests' | 'cost'>, spent: Need): string | null {
  for (const name of ['requests', 'cost'] as const) {
    const [limit, sum] = [budget[name], spent[name] + need[name]]
    // A cost that is no number fits nowhere.
    if (limit !== null && !(sum <= limit)) return `${sum} of ${limit} ${name}`
  }
  return null
}
