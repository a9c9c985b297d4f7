import type { MinerAgent } from '../agents/agent.js'
import type { MinerRecord, Simulation } from '../play/records.js'
import { meanOf } from './statistics.js'

/** Prices that turn work and registrations into alpha. */
export interface Prices {
  /**
   * Part of an average miner's pay that honest work costs: it sets the price of a unit of work. The rest is the margin that makes
   * mining worth the risk.
   * @default 0.5
   */
  readonly workShare?: number | undefined
  /** TAO for one alpha: converts registration prices. @default 0.05 */
  readonly alphaPrice?: number | undefined
}

/** Earnings of all miners of one kind in one simulation. */
export interface AgentEarnings {
  readonly agent: MinerAgent
  /** Hotkeys that registered, those that returned included. */
  readonly registrations: number
  /** Alpha, rao to whole coins. */
  readonly earned: number
  readonly cost: number
  /** Alpha earned for one alpha of cost. */
  readonly perCost: number
  /** {@link perCost} where that of the honest baseline is 1. */
  readonly ratio: number
  /** Alpha for a unit of work; null without work. */
  readonly perWork: number | null
  /** Alpha of one place and one epoch, where that of the honest baseline is 1. */
  readonly perPlace: number
  /** Mean score, 0 to 1. */
  readonly score: number
  readonly answers: number
  readonly silent: number
  readonly malformed: number
  readonly trouble: string | null
}

const alpha = (rao: bigint): number => Number(rao) / 1e9

/**
 * Returns what each kind of miner earned for its cost. The baseline is the first honest kind of the population: cheats are compared with
 * it. Work is priced so that the baseline spends `workShare` of the pay of an average place on it.
 */
export function earningsOf(
  { miners, epochs }: Pick<Simulation, 'miners' | 'epochs'>,
  { workShare = 0.5, alphaPrice = 0.05 }: Prices = {},
): readonly AgentEarnings[] {
  const kinds = new Map<MinerAgent, MinerRecord[]>()
  for (const record of miners) kinds.set(record.agent, [...(kinds.get(record.agent) ?? []), record])
  const rows = [...kinds].map(([agent, records]) => sumsOf(agent, records))
  const baseline = rows.find(({ agent }) => agent.intent === 'honest') ?? rows[0]!
  const places = rows.reduce((sum, row) => sum + row.places, 0)
  const paid = rows.reduce((sum, row) => sum + row.earned, 0)
  const workPrice =
    baseline.work === 0 || places === 0 ? 0 : (workShare * (paid / places) * baseline.places) / baseline.work
  const costOf = (row: Sums) => row.work * workPrice + row.burn / alphaPrice
  // What costs nothing is compared as if it cost one rao.
  const perCostOf = (row: Sums) => (row.earned === 0 ? 0 : row.earned / Math.max(costOf(row), 1e-9))
  const own = perCostOf(baseline)
  const placePay = ({ earned, places: of }: Sums) => (of === 0 ? 0 : earned / of)
  const ownPlace = placePay(baseline)
  return rows.map(({ places: _, burn: __, work, ...row }, at) => {
    const perCost = perCostOf(rows[at]!)
    return {
      ...row,
      cost: costOf(rows[at]!),
      perCost,
      ratio: own === 0 ? 0 : perCost / own,
      perWork: work === 0 ? null : row.earned / work,
      perPlace: ownPlace === 0 ? 0 : placePay(rows[at]!) / ownPlace,
    }
  })

  function sumsOf(agent: MinerAgent, records: readonly MinerRecord[]): Sums {
    const sum = (of: (record: MinerRecord) => number) => records.reduce((total, one) => total + of(one), 0)
    return {
      agent,
      registrations: records.length,
      earned: sum(({ earned }) => alpha(earned)),
      burn: sum(({ burn }) => alpha(burn)),
      work: sum(({ work }) => work),
      places: sum(({ joined, left }) => (left ?? epochs) - joined),
      score: meanOf(records.flatMap(({ means }) => means)),
      answers: sum(({ answers }) => answers),
      silent: sum(({ silent }) => silent),
      malformed: sum(({ malformed }) => malformed),
      trouble: records.find(({ trouble }) => trouble !== null)?.trouble ?? null,
    }
  }
}

interface Sums
  extends Pick<
    AgentEarnings,
    'agent' | 'registrations' | 'earned' | 'score' | 'answers' | 'silent' | 'malformed' | 'trouble'
  > {
  /** In TAO. */
  readonly burn: number
  readonly work: number
  /** Epochs of all its registrations together. */
  readonly places: number
}
