import type { WatchKind, WatchSnapshot } from '@subnetkit/core'
import type { Dice } from '../chaos/random.js'
import { normal, type Population } from './population.js'

/** Names of the cheats that the campaign plants, in the order of its table. */
export const cheatNames = [
  'copies consensus',
  'copies the mean',
  'copies a validator',
  'copies with noise',
  'copies within the epoch',
  'sets the same again',
  'sets nothing any more',
  'pays its own miners',
  "pays each other's miners",
  'pays the same strangers',
] as const

export type CheatName = (typeof cheatNames)[number]

/** View of a cheat when it sets weights. */
export interface Sight {
  readonly population: Population
  readonly epoch: number
  readonly honest: readonly number[]
  /** Chain after the last epoch, of which it takes a copy. */
  readonly last: WatchSnapshot | null
  /** Weights that others have set in this epoch already, by validator. */
  readonly current: readonly (readonly number[] | null)[]
  readonly dice: Dice
}

export interface Cheat {
  readonly kind: WatchKind
  /** Indices of the validators that cheat. */
  readonly cheats: readonly number[]
  /** Shares that one of them sets instead; null for none, `same` for those of the epoch before. */
  shares(cheat: number, sight: Sight): readonly number[] | 'same' | null
  /** True if it sets its weights after all others, in each epoch. */
  readonly setsLast: boolean
}

/** Epoch from which the lazy ones are lazy, and the others cheat. */
export const cheatsFrom = 1

/** Plants a cheat with validators that have no majority, and a victim that sets weights in each epoch. */
export function plant(dice: Dice, name: CheatName, population: Population): Cheat {
  const { validators, miners } = population
  const total = validators.reduce((sum, { stake }) => sum + stake, 0)
  const small = validators.flatMap(({ stake }, index) => (stake < total / 4 ? [index] : []))
  const [one = 0, other = 1] = small.sort((a, b) => validators[a]!.every - validators[b]!.every || a - b)
  for (const index of [one, other]) {
    // Cheats want their pay in each epoch.
    validators[index] = { ...validators[index]!, every: 1, from: 0 }
  }
  const victim = other
  // About a third of what independent validators differ by.
  const blur = 0.2 * validators[one]!.exponent * validators[one]!.noise
  const byStrength = [...miners.keys()].sort((a, b) => miners[b]!.strength - miners[a]!.strength)
  const own = (index: number) =>
    miners.flatMap(({ coldkey }, at) => (coldkey === validators[index]!.coldkey ? [at] : []))
  const give = (index: number) => {
    if (own(index).length > 0) return
    const free = byStrength.filter((at) => miners[at]!.coldkey.startsWith('owner-'))
    // Not one that is replaced at once.
    miners[dice.pick(free.slice(0, Math.ceil(free.length / 2)))]!.coldkey = validators[index]!.coldkey
  }
  const extra = 0.15 + 0.25 * dice.next()
  // Of the weaker half: others hardly pay them.
  const strangers = [0, 1, 2].map(() => dice.pick(byStrength.slice(byStrength.length >> 1)))
  const copier = (shares: Cheat['shares'], setsLast = false): Cheat => ({
    ...{ kind: 'weight-copier', cheats: [one], shares, setsLast },
  })
  const lazy = (shares: Cheat['shares']): Cheat => ({
    ...{ kind: 'lazy-validator', cheats: [one], shares, setsLast: false },
  })
  switch (name) {
    case 'copies consensus':
      return copier((_, { last, honest }) => seen(population, last, ({ consensus }) => consensus) ?? honest)
    case 'copies the mean':
      return copier((cheat, { last, honest }) => meanOf(population, last, cheat) ?? honest)
    case 'copies a validator':
      return copier((_, { last, honest }) => rowOf(population, last, victim) ?? honest)
    case 'copies with noise':
      return copier((_, { last, honest, dice: noise }) =>
        (rowOf(population, last, victim) ?? honest).map((share) => share * Math.exp(blur * normal(noise))),
      )
    case 'copies within the epoch':
      return copier((_, { current, last, honest }) => {
        const row = population.commitReveal ? rowOf(population, last, victim) : current[victim]
        return row ?? honest
      }, true)
    case 'sets the same again':
      return lazy(() => 'same')
    case 'sets nothing any more':
      return lazy(() => null)
    case 'pays its own miners':
      give(one)
      return {
        ...{ kind: 'self-dealing', cheats: [one], setsLast: false },
        shares: (cheat, { honest }) => favour(honest, own(cheat), extra),
      }
    case "pays each other's miners":
      give(one)
      give(other)
      return {
        ...{ kind: 'colluding-pair', cheats: [one, other], setsLast: false },
        shares: (cheat, { honest }) => favour(honest, own(cheat === one ? other : one), extra),
      }
    case 'pays the same strangers':
      return {
        ...{ kind: 'colluding-pair', cheats: [one, other], setsLast: false },
        shares: (_, { honest }) => favour(honest, strangers, extra),
      }
  }
}

/** Takes a part of all weights for some miners. */
function favour(honest: readonly number[], favoured: readonly number[], extra: number): number[] {
  const distinct = new Set(favoured)
  return honest.map((share, at) => share * (1 - extra) + (distinct.has(at) ? extra / distinct.size : 0))
}

function seen(
  { validators, miners }: Population,
  last: WatchSnapshot | null,
  of: (neuron: WatchSnapshot['neurons'][number]) => number,
): number[] | null {
  const values = last?.neurons.slice(validators.length).map(of)
  return values?.length === miners.length && values.some((value) => value > 0) ? values : null
}

function rowOf({ validators, miners }: Population, last: WatchSnapshot | null, validator: number) {
  const row = last?.neurons[validator]?.weights
  if (row === undefined || row.length === 0) return null
  const shares = miners.map(() => 0)
  for (const [uid, weight] of row) shares[uid - validators.length] = weight
  return shares
}

function meanOf(population: Population, last: WatchSnapshot | null, own: number): number[] | null {
  const mean = population.miners.map(() => 0)
  for (const [index, { stake }] of population.validators.entries()) {
    const row = index === own ? null : rowOf(population, last, index)
    const sum = row?.reduce((total, weight) => total + weight, 0) ?? 0
    if (sum > 0) for (const [at, weight] of row!.entries()) mean[at]! += (weight / sum) * stake
  }
  return mean.some((share) => share > 0) ? mean : null
}
