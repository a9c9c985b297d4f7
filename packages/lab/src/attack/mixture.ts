import { closestName } from '@subnetkit/base'
import { type AgentCall, type AnyAgent, defineAgent, type MinerAgent } from '../agents/agent.js'
import { cheats } from '../agents/catalogue.js'
import { honest, weak } from '../agents/honest.js'
import { parametersOf, withParameters } from '../agents/parameters.js'
import type { AnyLab } from '../define-lab.js'
import { labError } from '../errors.js'
import { describeRecipe, parseRecipe, type Recipe, type Rule } from './recipe.js'

/** u16 incentive below which a hotkey is hardly paid. */
const hardlyPaid = 100

const recipes = new WeakMap<object, Recipe>()

/** The recipe that an agent was made from; null if it was not. */
export const recipeOf = (agent: AnyAgent): Recipe | null => recipes.get(agent) ?? null

/** Agents that recipes mix: honest miners, the built-in cheats, and the agents of the lab. */
export function ingredientsOf({ agents }: Pick<AnyLab, 'agents'>): readonly MinerAgent[] {
  const own = new Set(agents.map(({ name }) => name))
  return [...[honest(), weak(), ...cheats()].filter(({ name }) => !own.has(name)), ...agents] as MinerAgent[]
}

/**
 * Makes an agent from a recipe, such as one that `subnet sim --attack` prints. Throws CONFIG_INVALID for what is no recipe and
 * RECIPE_INVALID for agents and parameters that the lab does not have.
 */
export function mixture(given: Recipe, lab: Pick<AnyLab, 'agents'> = { agents: [] }): MinerAgent {
  const recipe = parseRecipe(given)
  const ingredients = new Map(ingredientsOf(lab).map((agent) => [agent.name, agent]))
  const parts = recipe.parts.map(({ play, with: values = {}, when = {} }) => {
    const agent = ingredients.get(play)
    if (agent === undefined) throw unknown(`agent ${play}`, play, [...ingredients.keys()])
    const known = Object.keys(parametersOf(agent))
    const odd = Object.keys(values).find((name) => !known.includes(name))
    if (odd !== undefined) throw unknown(`parameter ${odd} of ${play}`, odd, known)
    const tuned = withParameters(agent, values)
    return { agent: tuned, parameters: parametersOf(tuned), holds: ruleOf(when) }
  })
  const { name = 'mixture', hotkeys = 1, returns } = recipe
  const agent = defineAgent({
    ...{ name, hotkeys, about: describeRecipe(recipe) },
    answer(call) {
      const part = parts.find(({ holds }) => holds(call as AgentCall))
      if (part === undefined) return null
      // Keeps the getters of the call: a question is copied for those that read it.
      const own = Object.create(call, { parameters: { value: part.parameters } }) as AgentCall
      return part.agent.answer(own)
    },
    ...(returns !== undefined && {
      registersAgain: ({ age, incentive }) => age >= returns && incentive < hardlyPaid,
    }),
  })
  recipes.set(agent, recipe)
  return agent
}

function ruleOf(rule: Rule): (call: AgentCall) => boolean {
  const { chance, families, stake, head, young, every, heard } = rule
  return ({ random, family, stakeAbove, at, of, age, overheard }) =>
    (families === undefined || families.includes(family)) &&
    (stake === undefined || stakeAbove <= stake + 1e-9) &&
    (head === undefined || at < of * head) &&
    (young === undefined || age < young) &&
    (every === undefined || age % every === 0) &&
    (heard === undefined || overheard.same.length > 0 === heard) &&
    (chance === undefined || random.chance(chance))
}

function unknown(what: string, given: string, known: readonly string[]) {
  const meant = closestName(given, known)
  const fix = meant === null ? `Choose from ${known.join(', ')}.` : `Write ${meant}, if that is meant.`
  return labError('RECIPE_INVALID', { detail: `there is no ${what}`, fix })
}
