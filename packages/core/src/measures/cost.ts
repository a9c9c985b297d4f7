import { number, optionError, optionsOf, parseOptions } from '@subnetkit/base'

/** Resources by name, such as tokens, seconds or bytes. */
export type Resources = Readonly<Record<string, number>>

/** Options of {@link cost}. */
export interface CostOptions {
  /** Share of the budget up to which the score is 1. @default 0 */
  readonly fullUntil?: number | undefined
  /** Score at the whole budget; beyond it the score is 0. @default 0 */
  readonly floor?: number | undefined
}

const costOptions = optionsOf({
  fullUntil: number(0, 1).lt(1, 'a number from 0 to below 1').default(0),
  floor: number(0, 1).default(0),
})

/**
 * Thrift in [0, 1]: 1 up to `fullUntil` of the budget, then a straight line down to `floor` at the whole of it, 0
 * beyond. With several resources the one that took the largest share of its budget counts. What is spent is usually
 * declared by the miner: check it, or use it only where a false figure would cost more than it gains. A resource of
 * the budget that is not declared, or is no number of at least 0, scores 0. Throws CONFIG_INVALID for a budget that
 * is not positive and for an invalid option.
 * @example
 * criterion('thrift', 1, ({ output }) => cost(output.usage, { tokens: 4_000, seconds: 20 }, { fullUntil: 0.5 }))
 */
export function cost(
  spent: number | Readonly<Record<string, number | null | undefined>> | null | undefined,
  budget: number | Resources,
  options?: CostOptions,
): number {
  const { fullUntil, floor } = parseOptions(costOptions, options, 'cost')
  const share = typeof budget === 'number' ? shareOf(spent, budget) : largestShare(spent, budget)
  if (!(share <= 1)) return 0
  return 1 - (1 - floor) * Math.max(0, (share - fullUntil) / (1 - fullUntil))
}

function largestShare(spent: unknown, budget: Resources): number {
  const names = Object.keys(budget ?? {})
  if (names.length === 0) throw optionError('cost budget', budget, 'a positive number, or one by resource')
  const known = typeof spent === 'object' && spent !== null ? (spent as Resources) : {}
  const shares = names.map((name) => shareOf(Object.hasOwn(known, name) ? known[name] : null, budget[name]!))
  return Math.max(...shares)
}

/** Share of a budget; infinite for what is no amount. */
function shareOf(spent: unknown, budget: number): number {
  if (!(budget > 0 && Number.isFinite(budget))) throw optionError('cost budget', budget, 'a positive number')
  return typeof spent === 'number' && spent >= 0 ? spent / budget : Number.POSITIVE_INFINITY
}
