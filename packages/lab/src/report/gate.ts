import type { Lab } from '../define-lab.js'
import type { AgentReport, LabReport } from './report.js'

/** A cheat that the gate lets through or stops. */
export interface GateFinding {
  readonly agent: string
  /** Earned for its cost, where honest work has 1. */
  readonly ratio: number
  /** Half width of its interval over the seeds; 0 with one seed. */
  readonly half: number
  /** Most that it may earn: that of a declared weakness, or 1. */
  readonly limit: number
  /** Sentence of the card; null without a declaration. */
  readonly why: string | null
  readonly passes: boolean
  /** True if the interval has the limit inside: more seeds may turn the verdict. */
  readonly close: boolean
  /** True if a weakness is declared with more than twice what the upper end of the interval shows: it would let through much else. */
  readonly loose: boolean
}

/** Declared figures above this multiple of what was measured say little. */
const loosest = 2

/** Verdict over a report. */
export interface GateResult {
  readonly passes: boolean
  /** False if the honest baseline earned nothing: there is nothing to compare with, and the gate fails. */
  readonly honestPaid: boolean
  /** One for each cheat, the most profitable first. */
  readonly findings: readonly GateFinding[]
  /** True if one seed decided: luck may turn the verdict, so play three or more. */
  readonly oneSeed: boolean
  /** Declared weaknesses whose agent did not play. */
  readonly unplayed: readonly string[]
}

/**
 * Judges a report by means over its seeds: no cheat may earn for its cost as much as honest work does, unless the lab declares the weakness
 * with a figure that still holds; a figure far above what was measured is `loose`. One seed has no interval, and `oneSeed` says so: play several, and more while a finding is close.
 */
export function gate(
  { weaknesses }: Pick<Lab, 'weaknesses'>,
  { agents, seeds }: Pick<LabReport, 'agents'> & Partial<Pick<LabReport, 'seeds'>>,
): GateResult {
  const honestPaid = (agents.find(({ intent }) => intent === 'honest')?.earned.mean ?? 0) > 0
  const declared = new Map(weaknesses.map((one) => [one.agent, one]))
  const findings = agents
    .filter(({ intent }) => intent === 'cheat')
    .map(({ name, ratio }: AgentReport): GateFinding => {
      const weakness = declared.get(name)
      const limit = weakness?.ratio ?? 1
      const passes = honestPaid && (weakness ? ratio.mean <= limit : ratio.mean < 1)
      const { mean, half } = ratio
      const close = half > 0 && Math.abs(mean - limit) <= half
      const loose = honestPaid && weakness !== undefined && limit > loosest * (mean + half)
      return { agent: name, ratio: mean, half, limit, why: weakness?.why ?? null, passes, close, loose }
    })
    .toSorted((one, other) => other.ratio - one.ratio)
  const played = new Set(agents.map(({ name }) => name))
  return {
    passes: honestPaid && findings.every(({ passes }) => passes),
    honestPaid,
    findings,
    oneSeed: seeds?.length === 1,
    unplayed: weaknesses.flatMap(({ agent }) => (played.has(agent) ? [] : [agent])),
  }
}
