/** Duel of two players, by their places: share of the win that went to the first, 0 to 1. */
export interface Duel {
  readonly first: number
  readonly second: number
  readonly share: number
}

/** Strength of a player on the scale of logits: 0 is the average. */
export interface Rating {
  readonly rating: number
  /** Standard deviation, as if the ratings of its opponents were known. */
  readonly deviation: number
}

const mostSweeps = 1_000
const precise = 1e-12

/**
 * Ratings under which the duels are most likely (Bradley and Terry), where each player begins with a normal prior of
 * mean 0 and this precision: without it, one that wins every duel would be infinitely strong. All duels count at once,
 * so their order changes nothing, unlike in Glicko or OpenSkill.
 */
export function rateDuels(players: number, duels: readonly Duel[], prior: number): Rating[] {
  const met: { readonly rival: number; readonly share: number }[][] = Array.from(
    { length: players },
    () => [],
  )
  for (const { first, second, share } of duels) {
    met[first]!.push({ rival: second, share })
    met[second]!.push({ rival: first, share: 1 - share })
  }
  const ratings = new Float64Array(players)
  const expected = (one: number, other: number) => winShare(ratings[one]! - ratings[other]!)
  // Each step goes uphill: no curvature is above a quarter a duel.
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    let moved = 0
    for (const [player, own] of met.entries()) {
      let slope = -prior * ratings[player]!
      for (const { rival, share } of own) slope += share - expected(player, rival)
      const step = slope / (prior + own.length / 4)
      ratings[player] = ratings[player]! + step
      moved = Math.max(moved, Math.abs(step))
    }
    if (moved < precise) break
  }
  return met.map((own, player) => {
    let information = prior
    for (const { rival } of own) {
      const share = expected(player, rival)
      information += share * (1 - share)
    }
    return { rating: ratings[player]!, deviation: 1 / Math.sqrt(information) }
  })
}

/** Share of duels that a player wins which is stronger by this much. */
export const winShare = (difference: number): number => 1 / (1 + Math.exp(-difference))
