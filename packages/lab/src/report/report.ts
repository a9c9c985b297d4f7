import type { AnyLab } from '../define-lab.js'
import type { MinerRecord, Simulation } from '../play/records.js'
import { earningsOf, type Prices } from './earnings.js'
import { type AgentSeries, seriesOf } from './series.js'
import { giniOf, type Interval, intervalOf, topShareOf } from './statistics.js'
import { type TurnedReport, turnedOf } from './turned.js'
import { validatorEarningsOf } from './validator-earnings.js'

/** A kind of miner over all seeds. */
export interface AgentReport {
  readonly name: string
  readonly intent: 'honest' | 'cheat'
  readonly about: string
  /** Registrations in one simulation, on average. */
  readonly registrations: number
  /** Alpha in whole coins. */
  readonly earned: Interval
  readonly cost: Interval
  /** Earned for its cost, where the honest baseline has 1. */
  readonly ratio: Interval
  /** Alpha of a place and epoch, where the honest baseline has 1. */
  readonly perPlace: Interval
  /** Alpha for a unit of work; null without work. */
  readonly perWork: Interval | null
  /** Mean score, 0 to 1. */
  readonly score: Interval
  /** Answers in one simulation, on average, and those that never came or were malformed. */
  readonly answers: number
  readonly silent: number
  readonly malformed: number
  /** First error of the agent, or of the rubric on its answers. */
  readonly trouble: string | null
}

/** A kind of validator over all seeds. */
export interface ValidatorReport {
  readonly name: string
  readonly intent: 'honest' | 'cheat'
  readonly about: string
  readonly count: number
  readonly earned: Interval
  /** Dividends for its stake, where honest validators have 1. */
  readonly ratio: Interval
  /** Part of all validators' stake at the start, 0 to 1. */
  readonly stakeShare: Interval
  /** Dividends for its stake, where all validators together have 1: what it gained or lost to others by what it does. */
  readonly fairRatio: Interval
  /** Alpha that it earned beyond its part by stake; what it lost is negative. */
  readonly gained: Interval
  readonly trust: Interval
  /** Refusals of its weights by the chain, by reason, of all seeds together. */
  readonly refusals: Readonly<Record<string, number>>
  /** First failure of its agent. */
  readonly trouble: string | null
}

/** Earnings in simulations of one population. */
export interface LabReport {
  readonly subnet: { readonly name: string; readonly version: string }
  readonly epochs: number
  readonly seeds: readonly number[]
  readonly agents: readonly AgentReport[]
  readonly validators: readonly ValidatorReport[]
  /** Gini coefficient of what the miners were paid, and the share of the ten best. */
  readonly gini: Interval
  readonly topTen: Interval
  /** Part of the miners' pay that was burned. */
  readonly burned: Interval
  /** Epochs until honest miners that joined late had half the incentive of the others of their kind; null without any. */
  readonly newcomerPaid: Interval | null
  /** Honest miners that joined late and never had that much, of all seeds together; they count in `newcomerPaid` with all their epochs. */
  readonly newcomersUnpaid: number
  /** Kinds of miners that stopped working, and how long they were paid and held their places after it. */
  readonly turned: readonly TurnedReport[]
  /** Incentive of each kind of miner over the epochs of the first seed. */
  readonly series: readonly AgentSeries[]
  readonly troubles: readonly string[]
  /** Kinds of miners with registrations that found no place, and their number in all seeds. */
  readonly unplaced: readonly { readonly name: string; readonly times: number }[]
}

/** Adds up simulations of the same population with different seeds. */
export function reportOf(
  lab: Pick<AnyLab, 'subnet'>,
  simulations: readonly Simulation[],
  prices: Prices = {},
): LabReport {
  const [first] = simulations
  const miners = simulations.map((one) => earningsOf(one, prices))
  const validators = simulations.map(validatorEarningsOf)
  const over = <T>(rows: readonly T[], of: (row: T) => number) => intervalOf(rows.map(of))
  const average = <T>(rows: readonly T[], of: (row: T) => number) => over(rows, of).mean
  const newcomers = simulations.flatMap(epochsUntilPaid)
  return {
    subnet: { name: lab.subnet.name, version: String(lab.subnet.version) },
    epochs: first?.epochs ?? 0,
    seeds: simulations.map(({ seed }) => seed),
    // In a full subnet a latecomer may find a place with one seed and none with another.
    // By name, for each simulation may have been given agents of its own.
    agents: firstOfEachName(miners.flatMap((of) => of.map(({ agent }) => agent))).map(
      (agent): AgentReport => {
        const rows = miners.flatMap((of) => of.filter((row) => row.agent.name === agent.name))
        const { name, intent, about } = agent
        const perWork = rows.flatMap((row) => row.perWork ?? [])
        return {
          ...{ name, intent, about },
          registrations: average(rows, ({ registrations }) => registrations),
          earned: over(rows, ({ earned }) => earned),
          cost: over(rows, ({ cost }) => cost),
          ratio: over(rows, ({ ratio }) => ratio),
          perPlace: over(rows, ({ perPlace }) => perPlace),
          perWork: perWork.length === 0 ? null : intervalOf(perWork),
          score: over(rows, ({ score }) => score),
          answers: average(rows, ({ answers }) => answers),
          silent: average(rows, ({ silent }) => silent),
          malformed: average(rows, ({ malformed }) => malformed),
          trouble: rows.find(({ trouble }) => trouble !== null)?.trouble ?? null,
        }
      },
    ),
    validators: (validators[0] ?? []).map(({ agent, count }, at): ValidatorReport => {
      const rows = validators.map((of) => of[at]!)
      const { name, intent, about } = agent
      return {
        ...{ name, intent, about, count, refusals: sumOf(rows.map(({ refusals }) => refusals)) },
        earned: over(rows, ({ earned }) => earned),
        ratio: over(rows, ({ ratio }) => ratio),
        stakeShare: over(rows, ({ stakeShare }) => stakeShare),
        fairRatio: over(rows, ({ fairRatio }) => fairRatio),
        gained: over(rows, ({ gained }) => gained),
        trust: over(rows, ({ trust }) => trust),
        trouble: rows.find(({ trouble }) => trouble !== null)?.trouble ?? null,
      }
    }),
    gini: over(simulations, ({ miners: of }) => giniOf(of.map(({ earned }) => Number(earned)))),
    topTen: over(simulations, ({ miners: of }) =>
      topShareOf(
        of.map(({ earned }) => Number(earned)),
        10,
      ),
    ),
    burned: over(simulations, burnedShare),
    newcomerPaid: newcomers.length === 0 ? null : intervalOf(newcomers.map(({ epochs }) => epochs)),
    newcomersUnpaid: newcomers.filter(({ paid }) => !paid).length,
    turned: turnedOf(simulations),
    series: first ? seriesOf(first) : [],
    troubles: [...new Set(simulations.flatMap(({ troubles }) => troubles))],
    unplaced: unplacedOf(simulations),
  }
}

const firstOfEachName = <A extends { readonly name: string }>(agents: readonly A[]): readonly A[] =>
  agents.filter((one, at) => agents.findIndex(({ name }) => name === one.name) === at)

function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [reason, times] of counts.flatMap((one) => Object.entries(one))) {
    sums[reason] = (sums[reason] ?? 0) + times
  }
  return sums
}

function unplacedOf(simulations: readonly Pick<Simulation, 'unplaced'>[]): LabReport['unplaced'] {
  const names = simulations.flatMap(({ unplaced }) => unplaced.map(({ agent }) => agent))
  return [...new Set(names)].map((name) => ({ name, times: names.filter((one) => one === name).length }))
}

function burnedShare({ miners, burned }: Simulation): number {
  const paid = miners.reduce((sum, { earned }) => sum + Number(earned), Number(burned))
  return paid === 0 ? 0 : Number(burned) / paid
}

/** Epochs from the registration of each honest latecomer until it had half the incentive of its kind; all it lived through if never. */
function epochsUntilPaid({ miners }: Simulation): { readonly epochs: number; readonly paid: boolean }[] {
  const late = miners.filter(({ agent, joined }) => agent.intent === 'honest' && joined > 0)
  return late.map((newcomer) => {
    const old = miners.filter(
      ({ agent, joined }) => agent.intent === 'honest' && joined === 0 && isLike(agent, newcomer),
    )
    const usual = (epoch: number) =>
      old.reduce((sum, { incentives }) => sum + (incentives[epoch] ?? 0), 0) / Math.max(1, old.length)
    const at = newcomer.incentives.findIndex((own, age) => own > 0 && own >= usual(newcomer.joined + age) / 2)
    return at < 0 ? { epochs: newcomer.incentives.length, paid: false } : { epochs: at + 1, paid: true }
  })
}

const isLike = (agent: MinerRecord['agent'], newcomer: MinerRecord): boolean =>
  newcomer.agent.name.startsWith(agent.name) || newcomer.agent === agent
