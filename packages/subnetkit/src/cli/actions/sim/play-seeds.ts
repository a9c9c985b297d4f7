import {
  type ChainSettings,
  type Lab,
  type Population,
  type Scorers,
  type Simulation,
  simulate,
} from '@subnetkit/lab'
import type { Context } from '../../context/context.js'

/** Simulations with one seed after another. */
export interface SeedsToPlay {
  readonly population: Population
  readonly scorers: Scorers
  readonly epochs: number
  readonly seed: number
  readonly seeds: number
  readonly chain: ChainSettings
  /** Said before the progress, such as the value of a sweep. */
  readonly label: string
}

/** Plays a population once with each seed, with progress every tenth epoch. */
export async function playSeeds(
  context: Context,
  lab: Lab,
  options: SeedsToPlay,
): Promise<readonly Simulation[]> {
  const { population, scorers, epochs, seed, seeds, chain, label } = options
  const simulations: Simulation[] = []
  for (let at = 0; at < seeds; at++) {
    const of = seeds === 1 ? label : `${label}, seed ${seed + at}, ${at + 1} of ${seeds}`
    simulations.push(
      await simulate(lab, {
        ...{ population, epochs, chain, seed: seed + at, signal: context.signal, scorers },
        onEpoch(epoch) {
          if ((epoch + 1) % 10 === 0) context.progress(`${of}: epoch ${epoch + 1} of ${epochs}`)
        },
      }),
    )
  }
  return simulations
}
