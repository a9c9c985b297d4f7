import type { Simulation, ValidatorRecord } from '../play/records.js'
import type { ValidatorAgent } from '../validators/validator-agent.js'
import { meanOf } from './statistics.js'

/** Earnings of all validators of one kind in one simulation. */
export interface ValidatorEarnings {
  readonly agent: ValidatorAgent
  readonly count: number
  /** Alpha of dividends, in whole coins. */
  readonly earned: number
  /** Dividends for one alpha of stake at the start. */
  readonly perStake: number
  /** {@link perStake} where that of the honest validators is 1. */
  readonly ratio: number
  /** Part of all validators' stake at the start, 0 to 1. */
  readonly stakeShare: number
  /** {@link perStake} where that of all validators together is 1. */
  readonly fairRatio: number
  /** Alpha earned beyond its part by stake; negative for a loss. */
  readonly gained: number
  /** Mean validator trust of the second half of the epochs, 0 to 1. */
  readonly trust: number
  /** Refusals of weights by the chain. */
  readonly refusals: Readonly<Record<string, number>>
  /** First failure of its agent. */
  readonly trouble: string | null
}

/** Returns what each kind of validator earned for its stake. */
export function validatorEarningsOf({
  validators,
}: Pick<Simulation, 'validators'>): readonly ValidatorEarnings[] {
  const kinds = new Map<ValidatorAgent, ValidatorRecord[]>()
  for (const record of validators) kinds.set(record.agent, [...(kinds.get(record.agent) ?? []), record])
  const rows = [...kinds].map(([agent, records]) => {
    const earned = records.reduce((sum, one) => sum + Number(one.earned) / 1e9, 0)
    const stake = records.reduce((sum, one) => sum + Number(one.stake) / 1e9, 0)
    const late = records.flatMap(({ trust }) => trust.slice(Math.floor(trust.length / 2)))
    const refusals: Record<string, number> = {}
    for (const one of records) {
      for (const [reason, times] of one.refusals) refusals[reason] = (refusals[reason] ?? 0) + times
    }
    return {
      ...{ agent, count: records.length, earned, stake, perStake: earned / stake, refusals },
      trouble: records.find(({ trouble }) => trouble !== null)?.trouble ?? null,
      trust: meanOf(late) / 65_535,
    }
  })
  const honest = rows.find(({ agent }) => agent.intent === 'honest')?.perStake ?? 0
  const all = {
    earned: sumOf(rows.map(({ earned }) => earned)),
    stake: sumOf(rows.map(({ stake }) => stake)),
  }
  return rows.map(({ stake, ...row }) => {
    const stakeShare = stake / all.stake
    const fair = stakeShare * all.earned
    return {
      ...row,
      ratio: honest === 0 ? 0 : row.perStake / honest,
      ...{ stakeShare, fairRatio: fair === 0 ? 0 : row.earned / fair, gained: row.earned - fair },
    }
  })
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
