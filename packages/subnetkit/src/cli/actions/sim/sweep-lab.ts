import type { Lab, Population } from '@subnetkit/lab'
import type { Context } from '../../context/context.js'
import { exitCodes } from '../../exit-codes.js'
import type { Outcome } from '../../program/action.js'
import { playLab, type Stage } from './play-lab.js'
import { renderSweep, type SweptReport } from './render-sweep.js'
import { burnShare, chainWith, dishonestStake, parseSweep } from './sweep.js'

/** A stage whose population depends on the stake of its dishonest validators. */
export interface SweepStage extends Stage {
  readonly populationWith: (dishonestStake: number) => Population
}

/** Plays once for each value of a setting. */
export async function sweepLab(
  context: Context,
  lab: Lab,
  stage: SweepStage,
  text: string,
): Promise<Outcome> {
  const sweep = parseSweep(text)
  const swept: SweptReport[] = []
  for (const value of sweep.values) {
    const chosen = sweep.name === burnShare ? withBurn(lab, Number(value)) : lab
    const label = `${sweep.name} ${value}`
    const isStake = sweep.name === dishonestStake
    const population = isStake ? stage.populationWith(Number(value)) : stage.population
    const chain = chainWith(sweep, value)
    const { report, verdict } = await playLab(context, chosen, { ...stage, population }, { chain, label })
    swept.push({ value, report, gate: verdict })
  }
  return {
    data: {
      setting: sweep.name,
      values: swept.map(({ value, ...one }) => ({ value: String(value), ...one })),
    },
    text: () => renderSweep(context, sweep.name, swept, neuronsOf(stage.population)).join('\n'),
    exitCode: stage.gate && swept.some((one) => !one.gate.passes) ? exitCodes.failed : exitCodes.done,
  }
}

/** Neurons at the start, with the owner. */
function neuronsOf({ miners, validators }: Population): number {
  const early = miners.filter(({ joins = 0 }) => joins === 0)
  const places = early.map(({ agent, operators = 1 }) => operators * agent.hotkeys)
  return [...places, ...validators.map(({ count = 1 }) => count)].reduce((sum, one) => sum + one, 1)
}

/** The lab with another part of its weights burned. */
function withBurn(lab: Lab, burn: number): Lab {
  return { ...lab, subnet: { ...lab.subnet, incentive: { ...lab.subnet.incentive, burn } } }
}
