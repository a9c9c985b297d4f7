import type { RoundBudget, Spending } from '../../store/records.js'
import { nothing, plus } from './need.js'

/** The miners that a round can afford, and the others with the reason. */
export interface Fitted<C> {
  readonly chosen: readonly C[]
  readonly left: readonly { readonly miner: C; readonly reason: string }[]
}

/**
 * Chooses whole miners, from the first on, until one does not fit into what is left of the budget: none after it is
 * asked either, because cheap miners would overtake it in every round. A miner that needs more than the whole budget
 * is passed over: it would keep all others out. Bytes and time are planned for only in this respect, since most answers
 * need far less than they may.
 */
export function fitBudget<C>(
  ranked: readonly C[],
  budget: RoundBudget | null,
  needOf: (miner: C) => Spending,
): Fitted<C> {
  if (budget === null || limits.every((name) => budget[name] === null)) return { chosen: ranked, left: [] }
  let planned = nothing
  const chosen: C[] = []
  const left: { miner: C; reason: string }[] = []
  let full: string | null = null
  for (const miner of ranked) {
    const need = full === null ? needOf(miner) : null
    const beyond = need && excess(need, budget, limits)
    if (need === null || beyond) {
      left.push({ miner, reason: beyond ? `its tasks need ${beyond} by themselves` : full! })
      continue
    }
    const more = excess(plus(planned, need), budget, ['requests', 'cost'])
    if (more) {
      full = `the budget of the round is planned for others: with its tasks it would be ${more}`
      left.push({ miner, reason: full })
      continue
    }
    planned = plus(planned, need)
    chosen.push(miner)
  }
  return { chosen, left }
}

const limits = ['requests', 'bytes', 'ms', 'cost'] as const

/** The first of these limits that a sum exceeds: `12 of 10 requests`; null if there is none. */
function excess(sum: Spending, budget: RoundBudget, names: readonly (keyof Spending)[]): string | null {
  for (const name of names) {
    const limit = budget[name]
    // A cost that is no number fits nowhere.
    if (limit !== null && !(sum[name] <= limit)) return `${sum[name]} of ${limit} ${name}`
  }
  return null
}
