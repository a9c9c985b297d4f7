import { type MinerIdentity, minerKey } from '../../scoreboard/scoreboard.js'
import type { Feature } from '../rubric.js'

/** Features of a miner in an earlier round. */
export interface EarlierFeatures extends MinerIdentity {
  /** Rounds ago; 1 for the round before. */
  readonly age: number
  readonly answers: readonly {
    readonly family: string
    readonly features: Readonly<Record<string, Feature>>
  }[]
}

type Of = MinerIdentity & { readonly family: string }

/**
 * Returns how to look up the features of a miner for a criterion in the last rounds: those of the same family, in the
 * order that is given.
 */
export function lookUpPast(
  earlier: readonly EarlierFeatures[],
): (of: Of, criterion: string, rounds: number) => readonly unknown[] {
  const found = new Map<string, EarlierFeatures[]>()
  for (const one of earlier) {
    const own = found.get(minerKey(one))
    if (own) own.push(one)
    else found.set(minerKey(one), [one])
  }
  return (of, criterion, rounds) => {
    const values: unknown[] = []
    for (const { age, answers } of found.get(minerKey(of)) ?? []) {
      if (age > rounds) continue
      for (const { family, features } of answers) {
        if (family === of.family && Object.hasOwn(features, criterion))
          values.push(features[criterion]!.value)
      }
    }
    return values
  }
}
