import { simulate } from '../../play/simulate.js'
import { usualPopulation } from '../../play/usual-population.js'
import { reportOf } from '../../report/report.js'
import { adderLab } from '../adder.js'

/** Parts of all stake that the dishonest validators have in turn. */
export const sharesTried = [0.1, 0.3, 0.49]
/** Kinds of dishonest validators that are tried with much stake. */
export const kindsTried = ['ring-validator', 'weight-copier', 'eclipsed-validator', 'stake-splitter']

/** Dividends for stake, where all validators together have 1. */
export interface DishonestPay {
  readonly honest: number
  readonly dishonest: number
  /** Part of the miners' pay that went to miners of the ring. */
  readonly ringMiners: number
}

/** Plays one kind of dishonest validator with a part of the stake, beside three honest ones, on a subnet of sums. */
export async function playDishonest(name: string, share: number): Promise<DishonestPay> {
  const population = usualPopulation(adderLab, {
    ...{ honest: 4, validators: 3, cheats: ['ring-miner', 'lazy', 'tier-gamer'] },
    ...{ dishonestStake: share, dishonestValidators: [name] },
  })
  const { validators, agents } = reportOf(adderLab, [await simulate(adderLab, { population, epochs: 25 })])
  const all = agents.reduce((sum, { earned }) => sum + earned.mean, 0)
  return {
    honest: validators.find(({ intent }) => intent === 'honest')!.fairRatio.mean,
    dishonest: validators.find((one) => one.name === name)!.fairRatio.mean,
    ringMiners: agents.find((one) => one.name === 'ring-miner')!.earned.mean / all,
  }
}
