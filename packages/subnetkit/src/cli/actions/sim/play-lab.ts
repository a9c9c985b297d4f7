import {
  type AnyAgent,
  type ChainSettings,
  type Explanation,
  explain,
  firstLead,
  type GateResult,
  gate,
  type Lab,
  type LabReport,
  type Population,
  reportOf,
  type Scorers,
  type Simulation,
  type Story,
  simulate,
  storyOf,
} from '@subnetkit/lab'
import type { Context } from '../../context/context.js'
import { playSeeds } from './play-seeds.js'

/** Fewest seeds by which a gate decides. */
export const gateSeeds = 3
/** Most if a figure is too close to call. */
const mostGateSeeds = 9

/** A population with what plays it. */
export interface Stage {
  readonly population: Population
  readonly scorers: Scorers
  readonly epochs: number
  readonly seed: number
  /** Seeds to play; undefined for as many as the gate needs, or one. */
  readonly seeds: number | undefined
  readonly gate: boolean
  readonly chain: ChainSettings
}

/** A lab that was played. */
export interface Played {
  readonly report: LabReport
  readonly verdict: GateResult
  readonly simulations: readonly Simulation[]
}

/** Plays a lab on all seeds. For a gate it goes on, up to nine seeds, while the interval of a cheat has its limit inside. */
export async function playLab(
  context: Context,
  lab: Lab,
  stage: Stage,
  { chain = {}, label = 'playing' }: { readonly chain?: ChainSettings; readonly label?: string } = {},
): Promise<Played> {
  const { population, scorers, epochs, seed } = stage
  const first = stage.seeds ?? (stage.gate ? gateSeeds : 1)
  const play = (from: number, seeds: number) =>
    playSeeds(context, lab, {
      ...{ population, scorers, epochs, seed: from, seeds, label },
      chain: { ...stage.chain, ...chain },
    })
  const simulations = [...(await play(seed, first))]
  const judged = () => {
    const report = reportOf(lab, simulations)
    return { report, verdict: gate(lab, report), simulations }
  }
  let played = judged()
  const mayGoOn = stage.gate && stage.seeds === undefined
  while (
    mayGoOn &&
    simulations.length < mostGateSeeds &&
    played.verdict.findings.some(({ close }) => close)
  ) {
    simulations.push(...(await play(seed + simulations.length, 1)))
    played = judged()
  }
  return played
}

/** Plays a seed again with records of a cheat and of honest miners. */
async function recorded(
  context: Context,
  lab: Lab,
  { population, scorers, chain }: Stage,
  play: { readonly seed: number; readonly epochs: number; readonly agents: readonly string[] },
): Promise<Simulation> {
  const { seed, epochs, agents: record } = play
  return simulate(lab, { population, scorers, chain, epochs, seed, record, signal: context.signal })
}

const baselineOf = ({ miners }: Population): string =>
  (miners as readonly { readonly agent: AnyAgent }[]).find(({ agent }) => agent.intent === 'honest')?.agent
    .name ?? ''

/** Explains what a cheat was paid for on the first seed; null if it did not play. */
export async function explainAgent(
  context: Context,
  lab: Lab,
  stage: Stage,
  agent: string,
): Promise<Explanation | null> {
  const { seed, epochs, population } = stage
  const agents = [agent, baselineOf(population)]
  return explain(await recorded(context, lab, stage, { seed, epochs, agents }), agent)
}

/** Story of the first epoch in which the most profitable cheat that fails was ahead; null if none fails, or was ever ahead. */
export async function tellStory(
  context: Context,
  lab: Lab,
  stage: Stage,
  { verdict, simulations }: Played,
): Promise<Story | null> {
  const worst = verdict.findings.find(({ passes }) => !passes)
  if (worst === undefined || !verdict.honestPaid) return null
  for (const simulation of simulations) {
    const lead = firstLead(simulation, worst.agent, { limit: worst.limit })
    if (lead === null) continue
    const { seed, epoch: epochs, agent, baseline } = lead
    return storyOf(await recorded(context, lab, stage, { seed, epochs, agents: [agent, baseline] }), lead)
  }
  return null
}
