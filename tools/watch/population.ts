import type { Dice } from '../chaos/random.js'

/** A miner: what it is worth to an honest validator, which drifts, fails and is replaced. */
export interface PlayedMiner {
  hotkey: string
  coldkey: string
  registeredAt: number
  strength: number
  failed: boolean
}

/** A validator with its own view of the miners. */
export interface PlayedValidator {
  readonly hotkey: string
  readonly coldkey: string
  readonly stake: number
  /** Share of a new mean in its scores. */
  readonly alpha: number
  /** Standard deviation of its mean of an epoch. */
  readonly noise: number
  /** Power from scores to weights: that of another version differs. */
  readonly exponent: number
  /** Epochs between two settings of weights. */
  readonly every: number
  /** Epoch of its first weights. */
  readonly from: number
  scores: number[]
}

/** Settings of a population, drawn from a seed. */
export interface Population {
  readonly epochs: number
  readonly tempo: number
  readonly commitReveal: boolean
  readonly drift: number
  readonly churn: number
  readonly failures: number
  readonly miners: PlayedMiner[]
  readonly validators: PlayedValidator[]
}

/** Standard normal, by Box and Muller. */
export const normal = (dice: Dice): number =>
  Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next())

/** Logarithmically uniform. */
const between = (dice: Dice, least: number, most: number) => least * (most / least) ** dice.next()

/**
 * Draws a subnet of honest validators: 6 to 16 with stakes over two orders of magnitude, 12 to 64 graded miners, more or less noise,
 * plain weights or commit-reveal. Some validators set weights rarely, average longer, run another version, join late or own miners.
 */
export function drawPopulation(dice: Dice, epochs: number): Population {
  const exponent = between(dice, 1, 3)
  const noise = between(dice, 0.02, 0.15)
  const alpha = between(dice, 0.1, 0.4)
  const miners = Array.from({ length: dice.between(12, 64) }, (_, index) =>
    drawMiner(dice, `miner-${index}`, 1),
  )
  const validators = Array.from(
    { length: dice.between(6, 16) },
    (_, index): PlayedValidator => ({
      hotkey: `validator-${index}`,
      coldkey: `operator-${index}`,
      stake: between(dice, 1_000, 100_000),
      alpha: dice.chance(0.3) ? between(dice, 0.05, 0.6) : alpha,
      noise: noise * between(dice, 0.5, 2),
      exponent: dice.chance(0.1) ? exponent * between(dice, 0.7, 1.4) : exponent,
      every: dice.chance(0.2) ? dice.between(2, 8) : 1,
      from: dice.chance(0.1) ? dice.between(1, epochs >> 1) : 0,
      scores: [],
    }),
  )
  for (const { coldkey } of validators) {
    // Honest operators have miners, too.
    if (dice.chance(0.3))
      for (let own = dice.between(1, 3); own > 0; own--) dice.pick(miners).coldkey = coldkey
  }
  return {
    ...{ epochs, tempo: 360, commitReveal: dice.chance(0.5), miners, validators },
    ...{ drift: between(dice, 0.005, 0.05), churn: dice.next() * 0.5, failures: dice.next() * 0.03 },
  }
}

export function drawMiner(dice: Dice, hotkey: string, registeredAt: number): PlayedMiner {
  return {
    hotkey,
    coldkey: `owner-${dice.between(0, 1e9)}`,
    registeredAt,
    strength: 0.1 + 0.85 * dice.next(),
    failed: false,
  }
}

/** Blocks for which a new miner is not replaced. */
const immunity = 5_000

/**
 * Moves the miners on by an epoch, and returns the index of one that was replaced, or null: as on chain, of those that are not
 * immune the one that earns least.
 */
export function moveMiners(
  dice: Dice,
  population: Population,
  { block, incentives }: { readonly block: number; readonly incentives: readonly number[] },
): number | null {
  const { miners, validators } = population
  for (const miner of miners) {
    miner.strength = Math.min(1, Math.max(0.02, miner.strength + population.drift * normal(dice)))
    if (miner.failed ? dice.chance(0.2) : dice.chance(population.failures)) miner.failed = !miner.failed
  }
  if (!dice.chance(population.churn)) return null
  const open = [...miners.keys()].filter(
    (at) => miners[at]!.registeredAt === 1 || block - miners[at]!.registeredAt > immunity,
  )
  const index = open.sort((one, other) => (incentives[one] ?? 0) - (incentives[other] ?? 0))[0]
  if (index === undefined) return null
  miners[index] = drawMiner(dice, `miner-${index}-${block}`, block)
  for (const validator of validators) validator.scores[index] = 0
  return index
}

/** Adds a validator's measurements of an epoch to its scores. */
export function scoreMiners(dice: Dice, { miners }: Population, validator: PlayedValidator, first: boolean) {
  const { alpha, noise } = validator
  validator.scores = miners.map(({ strength, failed }, index) => {
    const measured = failed ? 0 : Math.min(1, Math.max(0, strength + noise * normal(dice)))
    const before = validator.scores[index] ?? 0
    return first ? measured : before + alpha * (measured - before)
  })
}

/** Shares of an honest validator, by miner. */
export function honestShares({ scores, exponent }: PlayedValidator): number[] {
  const powers = scores.map((score) => score ** exponent)
  const sum = powers.reduce((total, power) => total + power, 0)
  return sum > 0 ? powers.map((power) => power / sum) : powers.map(() => 1 / powers.length)
}
