import { type MinerIdentity, minerKey } from '../../scoreboard/scoreboard.js'
import type { Feature } from '../rubric.js'

/** Features of one answer of an earlier round. */
export interface EarlierFeatures extends MinerIdentity {
  readonly family: string
  /** Rounds ago; 1 for the round before. */
  readonly age: number
  readonly features: Readonly<Record<string, Feature>>
}

type Of = Pick<EarlierFeatures, 'hotkey' | 'registeredAt' | 'family'>

/**
 * Returns how to look up the features of a miner for a criterion in the last rounds: those of the same family, in the
 * order that is given.
 */
export function lookUpPast(
  earlier: readonly EarlierFeatures[],
): (of: Of, criterion: string, rounds: number) => readonly unknown[] {
  const found = new Map<string, { readonly age: number; readonly value: unknown }[]>()
  // The name of a family has no space, and neither has a hotkey.
  const keyOf = (of: Of, criterion: string) => `${of.family} ${minerKey(of)} ${criterion}`
  for (const one of earlier) {
    for (const [criterion, { value }] of Object.entries(one.features)) {
      const key = keyOf(one, criterion)
      const values = found.get(key)
      if (values) values.push({ age: one.age, value })
      else found.set(key, [{ age: one.age, value }])
    }
  }
  return (of, criterion, rounds) =>
    (found.get(keyOf(of, criterion)) ?? []).flatMap(({ age, value }) => (age <= rounds ? [value] : []))
}
