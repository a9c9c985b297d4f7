import { honest, weak } from '../agents/honest.js'
import { guesser, silent } from '../agents/lazy.js'
import type { Lab, Weakness } from '../define-lab.js'
import { type Recipe, rulesOf } from './recipe.js'

/** The weakness with the largest figure among those that cover a recipe; null without any. */
export function coveringWeakness({ weaknesses }: Pick<Lab, 'weaknesses'>, recipe: Recipe): Weakness | null {
  const covering = weaknesses.filter((one) => covers(one, recipe))
  return covering.toSorted((one, other) => other.ratio - one.ratio)[0] ?? null
}

/** Most that a recipe may earn that a weakness covers. */
export const limitOf = (declared: Weakness | null): number => Math.max(1, declared?.ratio ?? 1)

/** Agents beside which a rule is all that a recipe cheats with. */
const plain: ReadonlySet<string> = new Set([honest().name, weak().name, silent().name, guesser().name])

function covers({ agent, uses = [] }: Weakness, recipe: Recipe): boolean {
  const plays = recipe.parts.map(({ play }) => play)
  if ([agent, ...uses].some((one) => plays.includes(one))) return true
  const rules = rulesOf(recipe)
  return rules.length > 0 && rules.every((one) => uses.includes(one)) && plays.every((one) => plain.has(one))
}
