import type { Lab, Weakness } from '../define-lab.js'
import { coveringWeakness, limitOf } from './coverage.js'
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
 * Judges the best cheat of a search as the gate does. A declared weakness covers it up to its figure, if the recipe plays an agent of that
 * weakness, or only splits honest work by its rules.
 */
export function attackVerdict(
  lab: Pick<Lab, 'weaknesses'>,
  { best, honestPaid }: Pick<AttackResult, 'best' | 'honestPaid'>,
): AttackVerdict {
  const { mean: ratio, half } = best?.ratio ?? { mean: 0, half: 0 }
  const pays = ratio - Math.min(half, tolerance) >= 1
  const declared = best === null ? null : coveringWeakness(lab, best.recipe)
  const isCovered = declared !== null && ratio <= declared.ratio
  return { passes: honestPaid && (!pays || isCovered), pays, limit: limitOf(declared), declared }
}

/** Largest lead that an interval may excuse: honest work itself is a mixture, too, and earns 1 give or take its luck. */
const tolerance = 0.1
