import type { Lab, Weakness } from '../define-lab.js'
import { type Recipe, rulesOf } from './recipe.js'
import type { AttackResult } from './search-attack.js'

/** Verdict over what a search found. */
export interface AttackVerdict {
  /** False if the best cheat pays and no weakness declares it, or honest work earns nothing. */
  readonly passes: boolean
  /** True if the best cheat earns for its cost at least what honest work does: its whole interval, or from 1.1 on its mean alone. */
  readonly pays: boolean
  /** Most that it may earn. */
  readonly limit: number
  /** Declared weakness that it uses. */
  readonly declared: Weakness | null
}

/**
 * Judges the best cheat of a search as the gate does. A declared weakness covers it up to its figure, if the recipe plays the agent of that
 * weakness or splits its questions by one of its rules.
 */
export function attackVerdict(
  { weaknesses }: Pick<Lab, 'weaknesses'>,
  { best, honestPaid }: Pick<AttackResult, 'best' | 'honestPaid'>,
): AttackVerdict {
  const { mean: ratio, half } = best?.ratio ?? { mean: 0, half: 0 }
  const pays = ratio - Math.min(half, tolerance) >= 1
  const covering = best === null ? [] : weaknesses.filter((one) => covers(one, best.recipe))
  const declared = covering.toSorted((one, other) => other.ratio - one.ratio)[0] ?? null
  const limit = Math.max(1, declared?.ratio ?? 1)
  const isCovered = declared !== null && ratio <= declared.ratio
  return { passes: honestPaid && (!pays || isCovered), pays, limit, declared }
}

/** Largest lead that an interval may excuse: honest work itself is a mixture, too, and earns 1 give or take its luck. */
const tolerance = 0.1

function covers({ agent, uses = [] }: Weakness, recipe: Recipe): boolean {
  const used = [...recipe.parts.map(({ play }) => play), ...rulesOf(recipe)]
  return [agent, ...uses].some((one) => used.includes(one))
}
