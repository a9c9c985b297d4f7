/** Strength of a player: a rating, its deviation and the volatility of both. */
export interface Strength {
  readonly rating: number
  readonly deviation: number
  readonly volatility: number
}

/** A game against a player: 1 won, 0.5 drawn, 0 lost. */
export interface Game {
  readonly opponent: Pick<Strength, 'rating' | 'deviation'>
  readonly score: number
}

/** Strength of a player of whom nothing is known. */
export const unrated: Strength = { rating: 1500, deviation: 350, volatility: 0.06 }

const scale = 400 / Math.LN10
const tolerance = 1e-9

/**
 * Strength after the games of one period, as Glickman's "Example of the Glicko-2 system" (2013) has it. Without games
 * nothing changes: a miner that was not asked has not rested.
 * @param tau limit on the change of volatility
 */
export function ratePeriod(player: Strength, games: readonly Game[], tau: number): Strength {
  if (games.length === 0) return player
  const mu = (player.rating - unrated.rating) / scale
  const phi = player.deviation / scale
  let information = 0
  let surprise = 0
  for (const { opponent, score } of games) {
    const weight = certainty(opponent.deviation / scale)
    const expected = 1 / (1 + Math.exp(-weight * (mu - (opponent.rating - unrated.rating) / scale)))
    information += weight ** 2 * expected * (1 - expected)
    surprise += weight * (score - expected)
  }
  // Where every game was decided beforehand, none says anything.
  const variance = 1 / Math.max(information, 1e-9)
  const volatility = volatilityAfter({
    phi,
    variance,
    delta: variance * surprise,
    before: player.volatility,
    tau,
  })
  const narrowed = 1 / Math.sqrt(1 / (phi ** 2 + volatility ** 2) + 1 / variance)
  return {
    rating: unrated.rating + scale * (mu + narrowed ** 2 * surprise),
    deviation: scale * narrowed,
    volatility,
  }
}

/** Glickman's g: how much a game against a player of this deviation says. */
const certainty = (phi: number) => 1 / Math.sqrt(1 + (3 * phi ** 2) / Math.PI ** 2)

interface Change {
  readonly phi: number
  readonly variance: number
  readonly delta: number
  readonly before: number
  readonly tau: number
}

/** Step 5: the root of Glickman's f by the Illinois algorithm, within 100 steps. */
function volatilityAfter({ phi, variance, delta, before, tau }: Change): number {
  const start = Math.log(before ** 2)
  const f = (x: number) => {
    const sum = phi ** 2 + variance + Math.exp(x)
    return (Math.exp(x) * (delta ** 2 - sum)) / (2 * sum ** 2) - (x - start) / tau ** 2
  }
  let low = start
  let high = delta ** 2 > phi ** 2 + variance ? Math.log(delta ** 2 - phi ** 2 - variance) : start - tau
  for (let step = 1; high < start && f(high) < 0 && step < 100; step++) high = start - (step + 1) * tau
  let [atLow, atHigh] = [f(low), f(high)]
  for (let step = 0; Math.abs(high - low) > tolerance && step < 100; step++) {
    const next = low + ((low - high) * atLow) / (atHigh - atLow)
    const atNext = f(next)
    if (atNext * atHigh <= 0) {
      low = high
      atLow = atHigh
    } else atLow /= 2
    high = next
    atHigh = atNext
  }
  return Math.exp(low / 2)
}
